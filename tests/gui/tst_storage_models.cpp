// SPDX-License-Identifier: Apache-2.0
// What the storage dock shows, without a widget: tables that ask for no more than is looked at,
// where things lie on the strip, the fields of a record, and what a restart begins with in words.
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

#include "gui/storage/crash_text.h"
#include "gui/storage/disk_wording.h"
#include "gui/storage/hex_fields.h"
#include "gui/storage/record_table.h"
#include "gui/storage/segment_map_layout.h"
#include "gui/storage/stored_keys.h"

using namespace quorate;
using namespace quorate::gui;
using raft::EntryId;
using raft::Index;
using raft::NodeId;
using raft::Term;
using storage::LogRecord;
using storage::WalRecordType;

namespace {

constexpr std::uint64_t kMillion = 1'000'000;

/// A page of a segment with so many entries, 100 bytes each.
storage::RecordsAnswer pageOf(std::uint64_t count, std::uint64_t first, std::size_t limit) {
    storage::RecordsAnswer answer;
    answer.segment.name = {1, Index(1)};
    answer.segment.writtenSize = count * 100;
    answer.segment.fileSize = 2 * count * 100;
    answer.segment.durableSize = count * 100 - 100;
    answer.recordCount = count;
    answer.first = first;
    for (std::uint64_t i = first; i < std::min<std::uint64_t>(first + limit, count); ++i) {
        LogRecord record;
        record.offset = i * 100;
        record.size = 100;
        record.kind = WalRecordType::Entry;
        record.entry = {Term(1), Index(i + 1)};
        answer.records.push_back(record);
    }
    return answer;
}

storage::CrashAnswer crashOf(std::uint64_t last, std::uint64_t written) {
    storage::CrashAnswer answer;
    answer.durable = answer.keeps = storage::WalPosition{1, 512};
    answer.hardState = {Term(3), NodeId(2), Index(last - 1)};
    answer.last = {Term(3), Index(last)};
    answer.logStart = {Term(1), Index(1)};
    answer.writtenState = {Term(3), NodeId(2), Index(last)};
    answer.writtenLast = {Term(3), Index(written)};
    return answer;
}

}  // namespace

class StorageModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMillionRecordsCostThePagesThatAreLookedAt();
    void whatIsWrittenBehindIsAddedAndNothingMoves();
    void anotherSegmentTakesThePlace();
    void onlySomePagesAreKept();
    void aMillionKeysCostThePagesThatAreScrolledTo();
    void theNextPageBeginsBehindTheLastKey();
    void aMapHasRoomForWhatIsNotWritten();
    void whatIsTooNarrowIsMergedAndDamageIsSeen();
    void aPlaceOnTheMapIsTheByteThatIsThere();
    void fieldsCoverARecordWithoutGaps();
    void aRestartIsToldInWords();
    void whatDiffersIsMarked();
};

void StorageModelsTest::aMillionRecordsCostThePagesThatAreLookedAt() {
    RecordTable table;
    QSignalSpy wanted(&table, &RecordTable::pageWanted);
    table.take(pageOf(kMillion, 0, RecordTable::kPage));
    QCOMPARE(table.rowCount(), static_cast<int>(kMillion));
    wanted.clear();
    for (int row = 0; row < 200; ++row) {
        QVERIFY(table.record(row) != nullptr);
    }
    QCOMPARE(wanted.size(), 0);
    // Far away, once for the page, however often its rows are painted.
    for (int i = 0; i < 3; ++i) {
        for (int row = 500'010; row < 500'030; ++row) {
            QVERIFY(table.record(row) == nullptr);
        }
    }
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.front().front().toULongLong(), qulonglong{500'000});
    QCOMPARE(table.index(500'010, RecordTable::Offset).data().toString(), QStringLiteral("…"));
    table.take(pageOf(kMillion, 500'000, RecordTable::kPage));
    QVERIFY(table.record(500'010)->entry.index == Index(500'011));
    QCOMPARE(table.index(500'010, RecordTable::State).data().toString(), QStringLiteral("durable"));
    QCOMPARE(wanted.size(), 1);
}

void StorageModelsTest::whatIsWrittenBehindIsAddedAndNothingMoves() {
    RecordTable table;
    const QAbstractItemModelTester tester(&table,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    table.take(pageOf(150, 0, RecordTable::kPage));
    QCOMPARE(table.index(149, RecordTable::State).data().toString(), QStringLiteral("not fsync'd"));
    QSignalSpy reset(&table, &QAbstractItemModel::modelReset);
    QSignalSpy added(&table, &QAbstractItemModel::rowsInserted);
    const QPersistentModelIndex kept = table.index(20, 0);
    table.take(pageOf(420, 0, RecordTable::kPage));
    QCOMPARE(reset.size(), 0);
    QCOMPARE(added.size(), 1);
    QCOMPARE(kept.row(), 20);
    QCOMPARE(table.rowCount(), 420);
    QCOMPARE(table.index(149, RecordTable::State).data().toString(), QStringLiteral("durable"));
    // The last page grows, and is asked for when it is looked at.
    QSignalSpy wanted(&table, &RecordTable::pageWanted);
    QVERIFY(table.record(419) == nullptr);
    QCOMPARE(wanted.size(), 1);
    table.take(pageOf(420, 400, RecordTable::kPage));
    QVERIFY(table.record(419) != nullptr);
}

void StorageModelsTest::anotherSegmentTakesThePlace() {
    RecordTable table;
    table.take(pageOf(150, 0, RecordTable::kPage));
    storage::RecordsAnswer other = pageOf(10, 0, RecordTable::kPage);
    other.segment.name = {2, Index(151)};
    QSignalSpy reset(&table, &QAbstractItemModel::modelReset);
    table.take(other);
    QCOMPARE(reset.size(), 1);
    QCOMPARE(table.rowCount(), 10);
    // As does one that lost its end.
    other.recordCount = 5;
    other.records.resize(5);
    table.take(other);
    QCOMPARE(reset.size(), 2);
}

void StorageModelsTest::onlySomePagesAreKept() {
    RecordTable table;
    for (std::uint64_t page = 0; page < 40; ++page) {
        table.take(pageOf(kMillion, page * RecordTable::kPage, RecordTable::kPage));
    }
    QVERIFY(table.record(static_cast<int>(39 * RecordTable::kPage)) != nullptr);
    QVERIFY(table.record(0) == nullptr);
}

void StorageModelsTest::aMillionKeysCostThePagesThatAreScrolledTo() {
    StoredKeys keys;
    std::vector<storage::KeysQuestion> asked;
    connect(&keys, &StoredKeys::keysWanted, this,
            [&](const storage::KeysQuestion& question) { asked.push_back(question); });
    keys.begin(StoredKeys::Kind::Keys, "k", "");
    QCOMPARE(asked.size(), std::size_t{1});
    QCOMPARE(asked.front().limit, StoredKeys::kPage);
    // Nothing more is asked before the answer is there.
    QVERIFY(!keys.canFetchMore({}));
    storage::KeysAnswer answer;
    answer.keyCount = kMillion;
    answer.hasMore = true;
    answer.revision = 5;
    answer.keys.resize(StoredKeys::kPage);
    for (std::size_t i = 0; i < answer.keys.size(); ++i) {
        answer.keys[i].key = "k" + std::to_string(100 + i);
    }
    keys.take(answer);
    QCOMPARE(keys.rowCount(), static_cast<int>(StoredKeys::kPage));
    QCOMPARE(keys.keyCount(), kMillion);
    QVERIFY(keys.canFetchMore({}));
    QCOMPARE(asked.size(), std::size_t{1});
}

void StorageModelsTest::theNextPageBeginsBehindTheLastKey() {
    StoredKeys keys;
    // It fetches what there is by itself.
    const QAbstractItemModelTester tester(&keys,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::vector<storage::KeysQuestion> asked;
    std::vector<storage::ChangesQuestion> changes;
    connect(&keys, &StoredKeys::keysWanted, this,
            [&](const storage::KeysQuestion& question) { asked.push_back(question); });
    connect(&keys, &StoredKeys::changesWanted, this,
            [&](const storage::ChangesQuestion& question) { changes.push_back(question); });
    keys.begin(StoredKeys::Kind::Keys, "k", "k1");
    QCOMPARE(asked.back().from, std::string("k1"));
    storage::KeysAnswer answer;
    answer.hasMore = true;
    answer.keys.resize(1);
    answer.keys[0].key = "k17";
    keys.take(answer);
    keys.fetchMore({});
    QCOMPARE(asked.back().from, std::string("k17\0", 4));
    QCOMPARE(asked.back().prefix, std::string("k"));
    QCOMPARE(asked.size(), std::size_t{2});
    answer.hasMore = false;
    answer.keys[0].key = "k18";
    keys.take(answer);
    QVERIFY(!keys.canFetchMore({}));
    keys.begin(StoredKeys::Kind::Changes, "", "12");
    QCOMPARE(changes.back().from.main, std::int64_t{12});
    storage::ChangesAnswer some;
    some.hasMore = true;
    some.changes.resize(1);
    some.changes[0].revision = {13, 2};
    keys.take(some);
    keys.fetchMore({});
    QVERIFY(changes.back().from == (kv::Revision{13, 3}));
}

void StorageModelsTest::aMapHasRoomForWhatIsNotWritten() {
    storage::LogSegment segment;
    segment.fileSize = 64U << 20U;
    segment.writtenSize = 10'000;
    segment.durableSize = 9'000;
    const std::vector<storage::LogStripe> map{{0, 512, WalRecordType::Head, {}},
                                              {512, 9488, WalRecordType::Entry, Term(2)}};
    const SegmentMapLayout layout(segment, map, 500);
    QVERIFY(layout.writtenX() > 400 && layout.writtenX() < 480);
    QVERIFY(*layout.durableX() < layout.writtenX());
    QCOMPARE(layout.columns().size(), std::size_t{2});
    QCOMPARE(layout.columns().back().right, layout.writtenX());
    // One that is full has none.
    segment.fileSize = segment.writtenSize = 10'000;
    QCOMPARE(SegmentMapLayout(segment, map, 500).writtenX(), 500.0);
    QVERIFY(SegmentMapLayout(storage::LogSegment(), {}, 500).columns().empty());
}

void StorageModelsTest::whatIsTooNarrowIsMergedAndDamageIsSeen() {
    storage::LogSegment segment;
    segment.fileSize = segment.writtenSize = 100'000;
    std::vector<storage::LogStripe> map;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        map.push_back(
            {i * 100, 100,
             i % 2 == 0 ? std::optional(WalRecordType::Batch) : std::optional(WalRecordType::Entry),
             Term(1)});
    }
    map[501].kind.reset();
    const SegmentMapLayout layout(segment, map, 300);
    QVERIFY(layout.columns().size() <= 101);
    double right = 0;
    int damaged = 0;
    for (const SegmentMapLayout::Column& column : layout.columns()) {
        QVERIFY(column.left >= right);
        QVERIFY(column.right - column.left >= SegmentMapLayout::kLeast - 0.01 ||
                &column == &layout.columns().back());
        right = column.right;
        damaged += column.kind ? 0 : 1;
        QVERIFY(column.kind != WalRecordType::Batch);
    }
    QCOMPARE(damaged, 1);
}

void StorageModelsTest::aPlaceOnTheMapIsTheByteThatIsThere() {
    storage::LogSegment segment;
    segment.fileSize = 200'000;
    segment.writtenSize = 100'000;
    const SegmentMapLayout layout(segment, {{0, 100'000, WalRecordType::Entry, Term(1)}}, 440);
    for (const std::uint64_t offset : {0U, 1234U, 50'000U, 99'000U}) {
        const std::uint64_t back = layout.offsetAt(layout.xOf(offset) + 0.001);
        QVERIFY(back >= offset - std::min<std::uint64_t>(offset, 2) && back <= offset + 2);
    }
    QCOMPARE(layout.offsetAt(10'000), std::uint64_t{99'999});
    QCOMPARE(layout.offsetAt(-5), std::uint64_t{0});
}

void StorageModelsTest::fieldsCoverARecordWithoutGaps() {
    for (const auto& [kind, size] :
         {std::pair(WalRecordType::Head, 121), std::pair(WalRecordType::Batch, 57),
          std::pair(WalRecordType::Entry, 300), std::pair(WalRecordType::HardState, 13),
          std::pair(WalRecordType::Snapshot, 25), std::pair(WalRecordType::End, 9)}) {
        LogRecord record;
        record.kind = kind;
        record.size = static_cast<std::uint64_t>(size);
        std::size_t end = 0;
        for (const HexField& field : hexFieldsOf(record)) {
            QCOMPARE(field.offset, end);
            QVERIFY(field.size > 0);
            QVERIFY(!field.name.isEmpty());
            end += field.size;
        }
        QCOMPARE(end, static_cast<std::size_t>(size));
        QCOMPARE(hexFieldsOf(record).back().name, QStringLiteral("type"));
    }
    QVERIFY(hexFieldsOf(LogRecord()).empty());
}

void StorageModelsTest::aRestartIsToldInWords() {
    const CrashLines lines = crashLinesOf(crashOf(4118, 4120), true);
    QCOMPARE(lines.headline,
             QStringLiteral("After a crash now, recovery is sure of everything up to 3/4118."));
    QCOMPARE(lines.lost, QStringLiteral("Lost: entries 4119–3/4120, commit index 4118."));
    storage::CrashAnswer whole = crashOf(7, 7);
    whole.writtenState = whole.hardState;
    QCOMPARE(crashLinesOf(whole, false).lost,
             QStringLiteral("Nothing that was written would be lost."));
    storage::CrashAnswer voted = whole;
    voted.writtenState.term = Term(4);
    voted.writtenState.vote = NodeId(3);
    QCOMPARE(crashLinesOf(voted, true).lost, QStringLiteral("Lost: term 4, the vote for n3."));
    storage::CrashAnswer refused = whole;
    refused.refusal = Error(ErrorCode::Corrupted, "it was durable");
    QVERIFY(crashLinesOf(refused, false).isRefused);
    QCOMPARE(crashLinesOf(refused, false).lost, QStringLiteral("it was durable"));
    QVERIFY(crashRowsOf(refused).empty());
    storage::CrashAnswer down = whole;
    down.durable.reset();
    QCOMPARE(crashLinesOf(down, true).headline,
             QStringLiteral("The next start reads everything up to 3/7."));
}

void StorageModelsTest::whatDiffersIsMarked() {
    const std::vector<CrashRow> rows = crashRowsOf(crashOf(4118, 4120));
    std::vector<QString> differing;
    for (const CrashRow& row : rows) {
        if (row.differs) {
            differing.push_back(row.name);
        }
    }
    QVERIFY(differing ==
            (std::vector<QString>{QStringLiteral("Commit index"), QStringLiteral("Last entry")}));
}

QTEST_GUILESS_MAIN(StorageModelsTest)
#include "tst_storage_models.moc"
