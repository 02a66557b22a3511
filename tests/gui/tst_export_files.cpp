// SPDX-License-Identifier: Apache-2.0
// Client histories and metrics as files, compared with the recording that they are of.
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "engine/observe/recorder.h"
#include "gui/export/client_history.h"
#include "gui/export/export_work.h"
#include "gui/export/metrics_table.h"
#include "tests/gui/stage_film.h"

using namespace quorate;
using namespace quorate::gui;

namespace {

constexpr std::uint64_t kCalls = 60'000;

observe::RecordedEvent eventOf(std::uint64_t sequence, std::uint64_t ns, raft::NodeId node,
                               observe::Body body) {
    observe::RecordedEvent event;
    event.id = raft::EventId(sequence + 1);
    event.event.moment = observe::Moment(ns);
    event.event.node = node;
    event.event.body = std::move(body);
    return event;
}

observe::ClientInvoked invoked(std::uint64_t operation, const std::string& key) {
    observe::ClientInvoked call;
    call.operation = observe::OperationId(operation);
    call.client = 3;
    call.target = raft::NodeId(2);
    call.key = Bytes::copyOf(key);
    call.valueBytes = 5;
    return call;
}

observe::ClientAnswered answered(std::uint64_t operation, observe::Outcome outcome) {
    observe::ClientAnswered answer;
    answer.operation = observe::OperationId(operation);
    answer.outcome = outcome;
    answer.code = ErrorCode::ProposalDropped;
    answer.revision = 9;
    return answer;
}

std::string madeOf(EventExport& maker, const std::vector<observe::RecordedEvent>& events) {
    std::string text;
    for (const auto& event : events) {
        maker.take(event, text);
    }
    maker.finish(text);
    return text;
}

std::string madeOf(EventExport& maker, const observe::Recording& recording) {
    std::string text;
    for (std::uint64_t i = 0; i < recording.size(); ++i) {
        maker.take(*recording.event(i), text);
    }
    maker.finish(text);
    return text;
}

QStringList linesOf(const std::string& text) {
    return QString::fromStdString(text).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

/// 60 000 calls, a microsecond each, and as many answers.
std::unique_ptr<RecordingKeeper> longRecording() {
    auto keeper = RecordingKeeper::inMemory();
    observe::Recorder recorder;
    observe::Moment now;
    for (std::uint64_t i = 0; i < kCalls; ++i) {
        now = observe::Moment(i * 1000);
        observe::Event event;
        event.moment = now;
        event.body = invoked(i + 1, "k");
        recorder.observe(event);
        event.body = answered(i + 1, observe::Outcome::Done);
        recorder.observe(event);
    }
    keeper->take(recorder.publish(now));
    return keeper;
}

}  // namespace

class ExportFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHistoryHasEveryOperation();
    void aHistoryIsWhatTheRecordingHolds();
    void aHistoryForCheckersHasCallsAndAnswers();
    void keysOfAnyBytesSurvive();
    void metricsAreWhatTheRecordingHolds();
    void metricsCountInTheirStretch();
    void silenceHasRowsToo();
    void aFileIsMadeBesideQuestions();
    void aFileThatCannotBeWrittenIsNamed();
    void whatIsEndedLeavesNoFile();
    void aRecordingThatIsClosedEndsIt();
};

void ExportFilesTest::aHistoryHasEveryOperation() {
    ClientHistory history(ClientHistory::Form::JsonLines);
    observe::ProposalAppended appended;
    appended.operation = observe::OperationId(1);
    appended.entry = {raft::Term(2), raft::Index(7)};
    const std::string text = madeOf(
        history, {eventOf(0, 100, {}, invoked(1, "a")), eventOf(1, 150, {}, invoked(2, "b")),
                  eventOf(2, 160, raft::NodeId(2), appended), eventOf(3, 170, {}, invoked(3, "c")),
                  eventOf(4, 200, {}, answered(2, observe::Outcome::Refused)),
                  eventOf(5, 300, {}, answered(1, observe::Outcome::Done)),
                  eventOf(6, 400, {}, answered(99, observe::Outcome::Done))});
    QCOMPARE(QString::fromStdString(text),
             QStringLiteral(
                 "{\"operation\":2,\"client\":3,\"kind\":\"put\",\"target\":2,\"key\":\"b\","
                 "\"valueBytes\":5,\"invokedNs\":150,\"answeredNs\":200,\"outcome\":\"refused\","
                 "\"code\":\"ProposalDropped\"}\n"
                 "{\"operation\":1,\"client\":3,\"kind\":\"put\",\"target\":2,\"key\":\"a\","
                 "\"valueBytes\":5,\"invokedNs\":100,\"entry\":{\"term\":2,\"index\":7},"
                 "\"answeredNs\":300,\"outcome\":\"done\",\"revision\":9}\n"
                 "{\"operation\":3,\"client\":3,\"kind\":\"put\",\"target\":2,\"key\":\"c\","
                 "\"valueBytes\":5,\"invokedNs\":170,\"outcome\":\"pending\"}\n"));
}

void ExportFilesTest::aHistoryIsWhatTheRecordingHolds() {
    tests::StageFilm film(3);
    film.elect();
    for (int i = 0; i < 5; ++i) {
        film.put("key" + std::to_string(i), "value");
    }
    const observe::Recording& recording = film.recording();
    ClientHistory history(ClientHistory::Form::JsonLines);
    const QStringList lines = linesOf(madeOf(history, recording));
    const auto& operations = recording.latestState().operations();
    QCOMPARE(lines.size(), static_cast<qsizetype>(operations.size()));
    QVERIFY(lines.size() >= 5);
    for (const QString& line : lines) {
        QJsonParseError problem;
        const QJsonObject object = QJsonDocument::fromJson(line.toUtf8(), &problem).object();
        QVERIFY2(problem.error == QJsonParseError::NoError, qPrintable(line));
        const auto* operation = recording.latestState().findOperation(observe::OperationId(
            static_cast<std::uint64_t>(object[QLatin1String("operation")].toDouble())));
        QVERIFY(operation != nullptr);
        QCOMPARE(object[QLatin1String("key")].toString().toStdString(),
                 std::string(operation->key.view()));
        QCOMPARE(static_cast<std::uint64_t>(object[QLatin1String("invokedNs")].toDouble()),
                 operation->invoked.nanoseconds());
        QCOMPARE(static_cast<std::uint64_t>(object[QLatin1String("answeredNs")].toDouble()),
                 operation->answered.nanoseconds());
        QCOMPARE(object[QLatin1String("outcome")].toString(), QStringLiteral("done"));
        QCOMPARE(static_cast<std::uint64_t>(object[QLatin1String("revision")].toDouble()),
                 operation->revision);
        QCOMPARE(static_cast<std::uint64_t>(
                     object[QLatin1String("entry")].toObject()[QLatin1String("index")].toDouble()),
                 operation->entry.index.value());
    }
}

void ExportFilesTest::aHistoryForCheckersHasCallsAndAnswers() {
    ClientHistory history(ClientHistory::Form::Edn);
    const std::string text =
        madeOf(history, {eventOf(0, 100, {}, invoked(1, "a")), eventOf(1, 110, {}, invoked(2, "b")),
                         eventOf(2, 200, {}, answered(1, observe::Outcome::Done)),
                         eventOf(3, 210, {}, answered(2, observe::Outcome::Unknown))});
    QCOMPARE(
        QString::fromStdString(text),
        QStringLiteral("{:index 0, :process 3, :type :invoke, :f :put, :key \"a\", :operation 1, "
                       ":time 100}\n"
                       "{:index 1, :process 3, :type :invoke, :f :put, :key \"b\", :operation 2, "
                       ":time 110}\n"
                       "{:index 2, :process 3, :type :ok, :f :put, :key \"a\", :operation 1, "
                       ":time 200, :revision 9}\n"
                       "{:index 3, :process 3, :type :info, :f :put, :key \"b\", :operation 2, "
                       ":time 210, :error :ProposalDropped}\n"));
}

void ExportFilesTest::keysOfAnyBytesSurvive() {
    const std::string strange("a\"\\\n\x01 ü", 8);
    const std::string bytes("\xff\x00\x80", 3);
    ClientHistory history(ClientHistory::Form::JsonLines);
    const QStringList lines = linesOf(madeOf(
        history, {eventOf(0, 1, {}, invoked(1, strange)), eventOf(1, 2, {}, invoked(2, bytes))}));
    QCOMPARE(lines.size(), 2);
    const QJsonObject first = QJsonDocument::fromJson(lines[0].toUtf8()).object();
    QCOMPARE(first[QLatin1String("key")].toString().toStdString(), strange);
    const QJsonObject second = QJsonDocument::fromJson(lines[1].toUtf8()).object();
    QVERIFY(second[QLatin1String("key")].isNull());
    QCOMPARE(second[QLatin1String("keyHex")].toString(), QStringLiteral("ff0080"));
}

void ExportFilesTest::metricsAreWhatTheRecordingHolds() {
    tests::StageFilm film(3);
    film.elect();
    for (int i = 0; i < 5; ++i) {
        film.put("key" + std::to_string(i), "value");
    }
    const observe::Recording& recording = film.recording();
    constexpr std::uint64_t kIntervalNs = 50'000'000;
    MetricsTable table(kIntervalNs);
    const QStringList lines = linesOf(madeOf(table, recording));
    const QStringList head = lines.front().split(QLatin1Char(','));
    std::map<QString, qulonglong> sums;
    std::set<QString> nodes;
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const QStringList cells = lines[i].split(QLatin1Char(','));
        QCOMPARE(cells.size(), head.size());
        const auto cell = [&](const char* name) {
            return cells[head.indexOf(QLatin1String(name))];
        };
        nodes.insert(cells[1]);
        if (cells[1] == QLatin1String("all")) {
            for (const char* name :
                 {"messages_sent", "fsyncs", "client_done", "log_bytes", "proposals"}) {
                sums[QLatin1String(name)] += cell(name).toULongLong();
            }
            continue;
        }
        const observe::Moment end(cells[0].toULongLong() * 1000 - 1);
        const auto state = recording.stateAt(end);
        QVERIFY(state);
        const auto* node = state->findNode(raft::NodeId(cells[1].mid(1).toULongLong()));
        QVERIFY(node != nullptr);
        QCOMPARE(cell("term").toULongLong(), node->term.value());
        QCOMPARE(cell("commit").toULongLong(), node->log.committed.value());
        QCOMPARE(cell("applied").toULongLong(), node->log.applied.value());
        QCOMPARE(cell("last").toULongLong(), node->log.last().value());
        QCOMPARE(cell("role") == QLatin1String("leader"), node->role == raft::Role::Leader);
        QCOMPARE(cell("unstable").toULongLong(),
                 node->log.entries.end().value() - node->log.unstableOffset.value());
    }
    QCOMPARE(nodes.size(), std::size_t{4});
    std::map<QString, qulonglong> counted;
    for (std::uint64_t i = 0; i < recording.size(); ++i) {
        const auto event = recording.event(i);
        const observe::Body& body = event->event.body;
        counted[QStringLiteral("messages_sent")] +=
            std::holds_alternative<observe::MessageLeft>(body) ? 1U : 0U;
        counted[QStringLiteral("client_done")] +=
            std::holds_alternative<observe::ClientAnswered>(body) ? 1U : 0U;
        counted[QStringLiteral("proposals")] +=
            std::holds_alternative<observe::ProposalQueued>(body) ? 1U : 0U;
        if (const auto* write = std::get_if<observe::LogWriteStarted>(&body)) {
            counted[QStringLiteral("log_bytes")] += write->bytes;
        }
    }
    for (const auto& [name, count] : counted) {
        QVERIFY2(sums[name] == count && count > 0, qPrintable(name));
    }
    QVERIFY(sums[QStringLiteral("fsyncs")] > 0);
}

void ExportFilesTest::metricsCountInTheirStretch() {
    const raft::NodeId node(1);
    observe::LogWriteStarted write;
    write.bytes = 70;
    write.sync = true;
    MetricsTable table(1'000'000);
    std::vector<observe::RecordedEvent> events{
        eventOf(0, 100'000, node, observe::NodeStarted{1}),
        eventOf(1, 200'000, node, write),
        eventOf(2, 450'000, node, observe::LogWriteCompleted{}),
        eventOf(3, 1'100'000, node, write),
        eventOf(4, 1'200'000, node, observe::LogSyncStarted{}),
        eventOf(5, 1'900'000, node, observe::LogWriteCompleted{}),
    };
    for (std::uint64_t i = 0; i < 100; ++i) {
        events.push_back(eventOf(6 + 2 * i, 2'000'000, {}, invoked(i + 1, "k")));
        events.push_back(eventOf(7 + 2 * i, 2'000'000 + (i + 1) * 1000, {},
                                 answered(i + 1, observe::Outcome::Done)));
    }
    const QStringList lines = linesOf(madeOf(table, events));
    const QStringList head = lines.front().split(QLatin1Char(','));
    const auto cell = [&](qsizetype line, const char* name) {
        return lines[line].split(QLatin1Char(','))[head.indexOf(QLatin1String(name))];
    };
    // A row of the node and one of all, for each of three stretches; the last has no n2, which was
    // asked but never heard of.
    QCOMPARE(lines.size(), 7);
    QCOMPARE(cell(1, "time_us"), QStringLiteral("1000"));
    QCOMPARE(cell(1, "node"), QStringLiteral("n1"));
    QCOMPARE(cell(1, "log_bytes"), QStringLiteral("70"));
    QCOMPARE(cell(1, "fsync_p50_us"), QStringLiteral("250"));
    QCOMPARE(cell(3, "fsync_max_us"), QStringLiteral("700"));
    QCOMPARE(cell(6, "fsync_max_us"), QString());
    QCOMPARE(cell(6, "client_done"), QStringLiteral("100"));
    QCOMPARE(cell(6, "client_p50_us"), QStringLiteral("50"));
    QCOMPARE(cell(6, "client_p95_us"), QStringLiteral("95"));
    QCOMPARE(cell(6, "client_max_us"), QStringLiteral("100"));
}

void ExportFilesTest::silenceHasRowsToo() {
    const raft::NodeId node(1);
    MetricsTable table(1'000'000);
    const QStringList lines =
        linesOf(madeOf(table, {eventOf(0, 0, node, observe::NodeStarted{1}),
                               eventOf(1, 4'500'000, node, observe::NodePaused{}),
                               eventOf(2, ~0ULL / 2, node, observe::NodeResumed{})}));
    // Five stretches up to the second event; then one that follows a silence of centuries.
    QCOMPARE(lines.size(), 1 + 2 * 6);
    MetricsTable none(1);
    std::string text;
    none.finish(text);
    QCOMPARE(linesOf(text).size(), 1);
}

void ExportFilesTest::aFileIsMadeBesideQuestions() {
    const QTemporaryDir directory;
    const auto keeper = longRecording();
    QTRY_COMPARE(keeper->latest()->count, 2 * kCalls);
    const QString path = directory.filePath(QStringLiteral("history.jsonl"));
    const auto progress = std::make_shared<Progress>();
    std::optional<Result<void>> result;
    ExportWork::start(*keeper, std::make_unique<ClientHistory>(ClientHistory::Form::JsonLines),
                      path, progress, this, [&result](const Result<void>& done) { result = done; });
    // It was asked later, and is answered earlier than the whole file is there.
    bool isAnsweredFirst = false;
    keeper->ask(
        this, [](const observe::Recording& recording) { return recording.size(); },
        [&](std::uint64_t /*size*/) {
            isAnsweredFirst = !result.has_value() && !QFileInfo::exists(path);
        });
    QTRY_VERIFY(result.has_value());
    QVERIFY(*result);
    QVERIFY(isAnsweredFirst);
    QCOMPARE(progress->share(), 1.0);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(static_cast<std::uint64_t>(file.readAll().count('\n')), kCalls);
}

void ExportFilesTest::aFileThatCannotBeWrittenIsNamed() {
    const auto keeper = RecordingKeeper::inMemory();
    const QString path = QStringLiteral("/no/such/folder/metrics.csv");
    std::optional<Result<void>> result;
    ExportWork::start(*keeper, std::make_unique<MetricsTable>(), path, std::make_shared<Progress>(),
                      this, [&result](const Result<void>& done) { result = done; });
    QTRY_VERIFY(result.has_value());
    QVERIFY(!*result && result->error().code == ErrorCode::IoError);
    QVERIFY(QString::fromStdString(result->error().message).startsWith(path));
}

void ExportFilesTest::whatIsEndedLeavesNoFile() {
    const QTemporaryDir directory;
    const auto keeper = longRecording();
    QTRY_COMPARE(keeper->latest()->count, 2 * kCalls);
    const QString path = directory.filePath(QStringLiteral("metrics.csv"));
    auto progress = std::make_shared<Progress>();
    std::optional<Result<void>> result;
    ExportWork::start(*keeper, std::make_unique<MetricsTable>(), path, progress, this,
                      [&result](const Result<void>& done) { result = done; });
    // In its midst.
    keeper->ask(
        this, [](const observe::Recording& recording) { return recording.size(); },
        [&progress](std::uint64_t /*size*/) { progress->cancel(); });
    QTRY_VERIFY(result.has_value());
    QVERIFY(!*result && result->error().code == ErrorCode::FailedPrecondition);
    QVERIFY(progress->share() > 0 && progress->share() < 1);
    QVERIFY(!QFileInfo::exists(path));
}

void ExportFilesTest::aRecordingThatIsClosedEndsIt() {
    const QTemporaryDir directory;
    auto keeper = RecordingKeeper::inMemory();
    std::optional<Result<void>> result;
    ExportWork::start(*keeper, std::make_unique<MetricsTable>(),
                      directory.filePath(QStringLiteral("metrics.csv")),
                      std::make_shared<Progress>(), this,
                      [&result](const Result<void>& done) { result = done; });
    keeper.reset();
    QVERIFY(result.has_value() && !*result);
    QVERIFY(result->error().code == ErrorCode::FailedPrecondition);
}

QTEST_MAIN(ExportFilesTest)
#include "tst_export_files.moc"
