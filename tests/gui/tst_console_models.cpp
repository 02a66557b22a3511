// SPDX-License-Identifier: Apache-2.0
#include <QAbstractItemModelTester>
#include <QTest>

#include <algorithm>
#include <numeric>
#include <string>
#include <variant>
#include <vector>

#include "gui/console/answer_book.h"
#include "gui/console/ask_form.h"
#include "gui/console/key_table.h"
#include "gui/console/operation_table.h"
#include "gui/console/operations_view.h"
#include "gui/console/stage_dots.h"
#include "tests/gui/stage_film.h"

using namespace quorate;
using namespace quorate::gui;
using observe::OperationId;
using observe::OperationState;
using quorate::tests::StageFilm;
using End = OperationStages::End;

namespace {

raft::NodeId n(std::uint64_t id) {
    return raft::NodeId(id);
}

AskForm formOf(AskKind kind, const std::string& key, const std::string& value = {},
               const std::string& expected = {}) {
    AskForm form;
    form.kind = kind;
    form.key = key;
    form.value = value;
    form.expected = expected;
    return form;
}

stage::OperationId ask(StageFilm& film, const Ask& ask, raft::NodeId target) {
    stage::ClientRequest request;
    request.target = target;
    std::visit([&request](const auto& what) { request.what = what; }, ask.what);
    request.timeout = ask.timeoutNs;
    return film.stage().ask(std::move(request));
}

kv::KeyValue pair(const std::string& key, const std::string& value) {
    kv::KeyValue kv;
    kv.key = Bytes::copyOf(key);
    kv.value = Bytes::copyOf(value);
    return kv;
}

stage::ClientAnswer answerOf(kv::Response response) {
    return {stage::Outcome::Done, std::move(response), {}, std::nullopt};
}

OperationRow row(std::uint64_t id, const QString& now = {}) {
    OperationRow row;
    row.operation.id = OperationId(id);
    row.now = now;
    return row;
}
std::vector<std::uint64_t> idsOf(const OperationTable& table) {
    std::vector<std::uint64_t> ids;
    for (const OperationRow& each : table.rows()) {
        ids.push_back(each.operation.id.value());
    }
    return ids;
}

NodeKeys keysOf(std::uint64_t node, std::uint64_t applied,
                const std::vector<std::pair<std::string, std::string>>& keys,
                std::uint64_t count = 0) {
    NodeKeys told;
    told.node = n(node);
    told.applied = raft::Index(applied);
    told.keyCount = std::max<std::uint64_t>(count, keys.size());
    for (const auto& [key, value] : keys) {
        told.keys.push_back({key, value, 1, 1});
    }
    return told;
}

}  // namespace

/// The values and models of the console, without its widgets.
class ConsoleModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFormLacksItsKey();
    void aFormBecomesWhatClientsAsk();
    void aSwapOfNothingWantsNoSuchKey();
    void questionsAreWorded();
    void answersAreWorded();
    void theBookTakesAnswersBeforeQuestions();
    void theBookKeepsTheNewest();
    void aPutGoesThroughItsStages();
    void aReadGoesThroughItsStages();
    void anUnknownOutcomeIsOneOfItsOwn();
    void rowsAreNewestFirstAndCanBeOnlyMine();
    void whatTheRecordingLetGoIsKept();
    void rowsComeGoAndChange();
    void dotsAreSpreadAndFound();
    void narrowTablesDropColumns();
    void differingCellsAreFound();
    void nodesThatDoNotRunDoNotDiffer();
    void partsAreComparedAsFarAsTheyGo();
    void keysChangeInPlace();
};

void ConsoleModelsTest::aFormLacksItsKey() {
    QVERIFY(!whatLacks(formOf(AskKind::Put, "", "v")).isEmpty());
    QVERIFY(whatLacks(formOf(AskKind::Put, "k")).isEmpty());
    QVERIFY(whatLacks(formOf(AskKind::Range, "")).isEmpty());
}

void ConsoleModelsTest::aFormBecomesWhatClientsAsk() {
    AskForm form = formOf(AskKind::Get, "k");
    form.level = node::ReadLevel::Local;
    form.target = n(2);
    form.timeoutNs = 7;
    const Ask get = askOf(form);
    QVERIFY(get.target == n(2));
    QCOMPARE(get.timeoutNs, std::uint64_t{7});
    const auto& read = std::get<stage::ClientRead>(get.what);
    QCOMPARE(read.range.key.toString(), std::string("k"));
    QVERIFY(read.range.rangeEnd.empty());
    QVERIFY(read.level == node::ReadLevel::Local);

    const auto range = [](const std::string& prefix) {
        return std::get<stage::ClientRead>(askOf(formOf(AskKind::Range, prefix)).what).range;
    };
    QCOMPARE(range("ab").rangeEnd.toString(), std::string("ac"));
    QCOMPARE(range("a\xff").rangeEnd.toString(), std::string("b"));
    QCOMPARE(range("").key.toString(), std::string(1, '\0'));
    QCOMPARE(range("").rangeEnd.toString(), std::string(1, '\0'));
    QCOMPARE(range("ab").limit, kRangeLimit);
}

void ConsoleModelsTest::aSwapOfNothingWantsNoSuchKey() {
    const auto txnOf = [](const AskForm& form) {
        return std::get<kv::TxnRequest>(std::get<kv::Command>(askOf(form).what));
    };
    const auto swap = txnOf(formOf(AskKind::CompareAndSwap, "k", "new", "old"));
    QVERIFY(swap.compares.at(0).target == kv::CompareTarget::Value);
    QCOMPARE(swap.compares.at(0).value.toString(), std::string("old"));
    QVERIFY(std::holds_alternative<kv::RangeRequest>(swap.failure.at(0).request));
    const auto create = txnOf(formOf(AskKind::CompareAndSwap, "k", "new"));
    QVERIFY(create.compares.at(0).target == kv::CompareTarget::Version);
    QCOMPARE(create.compares.at(0).number, std::int64_t{0});
}

void ConsoleModelsTest::questionsAreWorded() {
    QCOMPARE(textOf(askOf(formOf(AskKind::Put, "cart", "3 items"))),
             QStringLiteral("cart = 3 items"));
    QCOMPARE(textOf(askOf(formOf(AskKind::CompareAndSwap, "stock", "16", "17"))),
             QStringLiteral("stock  17 → 16"));
    QCOMPARE(textOf(askOf(formOf(AskKind::Range, "user/"))), QStringLiteral("user/…"));
    QCOMPARE(textOf(askOf(formOf(AskKind::Range, ""))), QStringLiteral("all keys"));
    AskForm form = formOf(AskKind::Get, "k");
    form.target = n(4);
    QCOMPARE(textOf(askOf(form)), QStringLiteral("k  from n4"));
    form.kind = AskKind::Delete;
    QCOMPARE(textOf(askOf(form)), QStringLiteral("k  via n4"));
    const QString longOne = textOf(askOf(formOf(AskKind::Put, "k", std::string(1000, 'x'))));
    QVERIFY(longOne.size() < 200);
}

void ConsoleModelsTest::answersAreWorded() {
    AskForm form = formOf(AskKind::Get, "k");
    kv::RangeResponse found;
    found.kvs = {pair("k", "18")};
    found.count = 1;
    QCOMPARE(textOf(askOf(form), answerOf(found)), QStringLiteral("18"));
    form.level = node::ReadLevel::Local;
    QCOMPARE(textOf(askOf(form), answerOf(found)), QStringLiteral("18 · local read"));
    form.level = node::ReadLevel::Linearizable;
    QCOMPARE(textOf(askOf(form), answerOf(kv::RangeResponse())), QStringLiteral("no such key"));

    form.kind = AskKind::Range;
    found.kvs.push_back(pair("k2", "19"));
    found.count = 2;
    QCOMPARE(textOf(askOf(form), answerOf(found)), QStringLiteral("2 keys"));
    QCOMPARE(detailOf(askOf(form), answerOf(found)), QStringLiteral("2 keys\nk = 18\nk2 = 19"));
    found.count = 300;
    QVERIFY(detailOf(askOf(form), answerOf(found)).endsWith(QStringLiteral("…")));

    const Ask swap = askOf(formOf(AskKind::CompareAndSwap, "k", "b", "a"));
    kv::TxnResponse txn;
    txn.succeeded = true;
    QCOMPARE(textOf(swap, answerOf(txn)), QStringLiteral("swapped"));
    txn.succeeded = false;
    kv::RangeResponse there;
    there.kvs = {pair("k", "c")};
    txn.responses.push_back({there});
    QCOMPARE(textOf(swap, answerOf(txn)), QStringLiteral("no match: c"));

    kv::DeleteRangeResponse erased;
    QCOMPARE(textOf(askOf(formOf(AskKind::Delete, "k")), answerOf(erased)),
             QStringLiteral("no such key"));
    stage::ClientAnswer refused{stage::Outcome::Refused, {}, {}, std::nullopt};
    refused.error = Error(ErrorCode::ProposalDropped, "n2 does not lead");
    QCOMPARE(textOf(swap, refused), QStringLiteral("n2 does not lead"));
}

void ConsoleModelsTest::theBookTakesAnswersBeforeQuestions() {
    AnswerBook book;
    book.answered({OperationId(3), answerOf(kv::PutResponse()), observe::Moment()});
    book.asked(OperationId(3), askOf(formOf(AskKind::Put, "k")));
    QVERIFY(book.find(OperationId(3))->ask && book.find(OperationId(3))->answer);
    QVERIFY(book.find(OperationId(4)) == nullptr);
}

void ConsoleModelsTest::theBookKeepsTheNewest() {
    AnswerBook book;
    for (std::uint64_t id = 1; id <= AnswerBook::kKept + 10; ++id) {
        book.asked(OperationId(id), {});
    }
    QCOMPARE(book.entries().size(), AnswerBook::kKept);
    QVERIFY(book.find(OperationId(10)) == nullptr);
    QVERIFY(book.find(OperationId(AnswerBook::kKept + 10)) != nullptr);
}

void ConsoleModelsTest::aPutGoesThroughItsStages() {
    StageFilm film(3);
    observe::LinkCondition slow;
    slow.minDelayNs = 10 * stage::kMillisecond;
    slow.maxDelayNs = 20 * stage::kMillisecond;
    film.stage().setDefaultLink(slow);
    const raft::NodeId leader = film.elect();
    const auto id = ask(film, askOf(formOf(AskKind::Put, "k", "v")), leader);
    std::vector<int> seen;
    QStringList words;
    for (int i = 0; i < 2000; ++i) {
        const FramePtr frame = film.frame();
        const OperationState* operation = frame->state.findOperation(id);
        QVERIFY(operation != nullptr);
        const OperationStages stages = stagesOf(*operation, frame->state);
        QCOMPARE(int{stages.count}, 6);
        if (seen.empty() || seen.back() != stages.at) {
            seen.push_back(stages.at);
        }
        const QString word = nowAt(*operation, frame->state);
        if (words.isEmpty() || words.back() != word) {
            words << word;
        }
        if (stages.end != End::Open) {
            QVERIFY(stages.end == End::Done);
            QVERIFY(momentOf(*operation, stages, 0) == operation->invoked);
            QVERIFY(momentOf(*operation, stages, 5) == operation->answered);
            QVERIFY(momentOf(*operation, stages, 3) == std::nullopt);
            break;
        }
        film.stage().runFor(stage::kMillisecond / 10);
    }
    QVERIFY(std::is_sorted(seen.begin(), seen.end()));
    QCOMPARE(seen.back(), 5);
    QVERIFY2(seen.size() >= 3, qPrintable(words.join(u',')));
    QVERIFY2(words.contains(QStringLiteral("replicated 1/3")), qPrintable(words.join(u',')));
    QCOMPARE(words.back(), QStringLiteral("answered"));
}

void ConsoleModelsTest::aReadGoesThroughItsStages() {
    StageFilm film(3);
    const raft::NodeId leader = film.elect();
    film.put("k", "v");
    AskForm form = formOf(AskKind::Get, "k");
    const auto quorum = ask(film, askOf(form), leader);
    form.level = node::ReadLevel::Local;
    const auto local = ask(film, askOf(form), leader);
    film.stage().runFor(stage::kSecond);
    const FramePtr frame = film.frame();
    const OperationStages confirmed = stagesOf(*frame->state.findOperation(quorum), frame->state);
    QVERIFY(confirmed == (OperationStages{5, 4, End::Done}));
    const OperationStages unconfirmed = stagesOf(*frame->state.findOperation(local), frame->state);
    QVERIFY(unconfirmed == (OperationStages{4, 3, End::Done}));

    OperationState read = *frame->state.findOperation(quorum);
    read.outcome.reset();
    read.completed = {};
    read.readIndex = raft::Index(1'000'000);
    QCOMPARE(int{stagesOf(read, frame->state).at}, 2);
    QCOMPARE(nowAt(read, frame->state), QStringLiteral("ReadIndex 1000000, not applied yet"));
    read.readIndex = raft::Index(0);
    QCOMPARE(int{stagesOf(read, frame->state).at}, 1);
    QCOMPARE(nowAt(read, frame->state), QStringLiteral("taken by n%1").arg(leader.value()));
}

void ConsoleModelsTest::anUnknownOutcomeIsOneOfItsOwn() {
    StageFilm film(3);
    const raft::NodeId leader = film.elect();
    for (std::uint64_t id = 1; id <= 3; ++id) {
        if (n(id) != leader) {
            QVERIFY(film.stage().crash(n(id)).has_value());
        }
    }
    AskForm form = formOf(AskKind::Put, "k", "v");
    form.timeoutNs = stage::kSecond / 10;
    const auto id = ask(film, askOf(form), leader);
    film.stage().runFor(stage::kSecond / 2);
    const FramePtr frame = film.frame();
    const OperationState& operation = *frame->state.findOperation(id);
    QVERIFY(stagesOf(operation, frame->state).end == End::Unknown);
    QCOMPARE(nowAt(operation, frame->state), QStringLiteral("unknown"));
}

void ConsoleModelsTest::rowsAreNewestFirstAndCanBeOnlyMine() {
    StageFilm film(3);
    const raft::NodeId leader = film.elect();
    ask(film, askOf(formOf(AskKind::Put, "a", "1")), leader);
    film.stage().runFor(stage::kMillisecond);
    stage::ClientRequest other;
    other.client = 5;
    other.target = leader;
    kv::PutRequest put;
    put.key = Bytes::copyOf("b");
    other.what = kv::Command(put);
    film.stage().ask(other);
    AnswerBook book;
    const FramePtr frame = film.frame();
    const auto rows = operationRowsOf(*frame, book, false);
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].what, QStringLiteral("b"));
    QVERIFY(rows[1].operation.id < rows[0].operation.id);
    const auto mine = operationRowsOf(*frame, book, true);
    QCOMPARE(mine.size(), std::size_t{1});
    QCOMPARE(mine[0].what, QStringLiteral("a"));
    QVERIFY(!mine[0].latency.isEmpty());
}

void ConsoleModelsTest::whatTheRecordingLetGoIsKept() {
    StageFilm film(1);
    const raft::NodeId leader = film.elect();
    AnswerBook book;
    const Ask first = askOf(formOf(AskKind::Put, "mine", "1"));
    const auto id = ask(film, first, leader);
    book.asked(id, first);
    film.stage().runFor(stage::kSecond);
    book.see(film.frame()->state);
    book.answered({id, answerOf(kv::PutResponse()), observe::Moment()});
    for (int i = 0; i < 600; ++i) {
        film.put("k" + std::to_string(i), "v");
    }
    const FramePtr frame = film.frame();
    QVERIFY(frame->state.findOperation(id) == nullptr);
    const auto rows = operationRowsOf(*frame, book, false);
    QVERIFY(rows.back().operation.id == id);
    QCOMPARE(rows.back().what, QStringLiteral("mine = 1"));
    QVERIFY(rows.back().stages.end == End::Done);
    // A moment of the past shows what there was, and nothing from memory.
    Frame past = *frame;
    past.isLive = false;
    QVERIFY(operationRowsOf(past, book, false).back().operation.id != id);
}

void ConsoleModelsTest::rowsComeGoAndChange() {
    OperationTable table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
    table.setRows({row(5), row(4), row(2)});
    const QPersistentModelIndex four = table.index(1, 0);
    int changes = 0;
    connect(&table, &QAbstractItemModel::dataChanged, this, [&changes] { ++changes; });
    table.setRows({row(8), row(7), row(4, QStringLiteral("committed")), row(3)});
    QCOMPARE(idsOf(table), (std::vector<std::uint64_t>{8, 7, 4, 3}));
    QCOMPARE(four.row(), 2);
    QCOMPARE(changes, 1);
    QCOMPARE(table.index(2, OperationTable::Now).data().toString(), QStringLiteral("committed"));
    QCOMPARE(table.rowOf(OperationId(3)), 3);
    QCOMPARE(table.rowOf(OperationId(5)), -1);
    table.setRows({});
    QCOMPARE(table.rowCount(), 0);
    table.setRows({row(9)});
    QCOMPARE(idsOf(table), (std::vector<std::uint64_t>{9}));
}

void ConsoleModelsTest::dotsAreSpreadAndFound() {
    const QRectF box(10, 0, 70, 24);
    for (const std::size_t count : {4U, 5U, 6U}) {
        for (std::size_t stage = 0; stage < count; ++stage) {
            QCOMPARE(stageNextTo(box, stageDotAt(box, stage, count).x() + 2, count), stage);
        }
        QVERIFY(box.contains(stageDotAt(box, count - 1, count)));
    }
}

void ConsoleModelsTest::narrowTablesDropColumns() {
    const QFontMetrics metrics{QFont()};
    const auto wide = operationColumnsIn(700, metrics);
    QVERIFY(std::all_of(wide.begin(), wide.end(), [](int width) { return width > 0; }));
    QCOMPARE(std::accumulate(wide.begin(), wide.end(), 0), 700);
    const auto narrow = operationColumnsIn(200, metrics);
    QCOMPARE(narrow[OperationTable::Id], 0);
    QCOMPARE(narrow[OperationTable::Latency], 0);
    QCOMPARE(narrow[OperationTable::Stages], 0);
    QVERIFY(narrow[OperationTable::What] > 0 && narrow[OperationTable::Now] > 0);
    // Nothing is beyond the edge, where nobody could scroll to it.
    for (const int width : {150, 250, 350, 450, 550}) {
        const auto widths = operationColumnsIn(width, metrics);
        QCOMPARE(std::accumulate(widths.begin(), widths.end(), 0), width);
    }
}

void ConsoleModelsTest::differingCellsAreFound() {
    const KeySheet sheet =
        keySheetOf({n(1), n(2)}, {keysOf(2, 9, {{"a", "2"}, {"b", "x"}}),
                                  keysOf(1, 8, {{"a", "1"}, {"b", "x"}, {"c", ""}})});
    QCOMPARE(sheet.columns.size(), std::size_t{2});
    QCOMPARE(sheet.rows.size(), std::size_t{3});
    QVERIFY(sheet.rows[0].cells[0].differs);
    QVERIFY(!sheet.rows[0].cells[1].differs);
    QVERIFY(!sheet.rows[1].cells[0].differs);
    // An empty value is one, and no key is not the same.
    QVERIFY(sheet.rows[2].cells[0].differs);
    QVERIFY(!sheet.rows[2].cells[1].value);
    QCOMPARE(sheet.differing, std::size_t{2});
    QCOMPARE(sheet.keyCount, std::uint64_t{3});
}

void ConsoleModelsTest::nodesThatDoNotRunDoNotDiffer() {
    const KeySheet sheet = keySheetOf({n(1), n(2)}, {keysOf(1, 8, {{"a", "1"}})});
    QVERIFY(!sheet.columns[1].runs);
    QVERIFY(!sheet.rows[0].cells[1].differs);
    KeyTable table;
    table.setSheet(sheet);
    QCOMPARE(table.index(0, 2).data().toString(), QStringLiteral("–"));
    QCOMPARE(table.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(),
             QStringLiteral("n2  down"));
    // Of nodes that were launched elsewhere nobody knows that.
    table.setElsewhere(true);
    QCOMPARE(table.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(),
             QStringLiteral("n2  unreachable"));
    QCOMPARE(table.index(0, 2).data(Qt::ToolTipRole).toString(),
             QStringLiteral("n2 cannot be reached"));
}

void ConsoleModelsTest::partsAreComparedAsFarAsTheyGo() {
    // n1 has a key more, and so told one less at the end.
    const KeySheet sheet = keySheetOf(
        {}, {keysOf(1, 9, {{"a", "1"}, {"b", "1"}}, 4), keysOf(2, 8, {{"b", "1"}, {"c", "1"}}, 3)});
    QCOMPARE(sheet.rows.size(), std::size_t{2});
    QCOMPARE(sheet.rows[1].key, std::string("b"));
    QVERIFY(sheet.rows[0].cells[1].differs);
    QCOMPARE(sheet.keyCount, std::uint64_t{4});
}

void ConsoleModelsTest::keysChangeInPlace() {
    KeyTable table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
    table.setSheet(keySheetOf({n(1)}, {keysOf(1, 8, {{"a", "1"}, {"b", "1"}})}));
    int resets = 0;
    connect(&table, &QAbstractItemModel::modelReset, this, [&resets] { ++resets; });
    table.setSheet(keySheetOf({n(1)}, {keysOf(1, 9, {{"a", "1"}, {"b", "2"}})}));
    QCOMPARE(resets, 0);
    QCOMPARE(table.index(1, 1).data().toString(), QStringLiteral("2"));
    QCOMPARE(table.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(),
             QStringLiteral("n1  @9"));
    table.setSheet(keySheetOf({n(1)}, {keysOf(1, 9, {{"b", "2"}})}));
    QCOMPARE(resets, 1);
}

QTEST_MAIN(ConsoleModelsTest)
#include "tst_console_models.moc"
