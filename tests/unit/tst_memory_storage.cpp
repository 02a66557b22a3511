// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <string>

#include "engine/raft/memory_storage.h"
#include "tests/unit/raft_values.h"

using quorate::Bytes;
using quorate::ErrorCode;
using quorate::raft::ConfState;
using quorate::raft::Entries;
using quorate::raft::HardState;
using quorate::raft::Index;
using quorate::raft::kNoLimit;
using quorate::raft::MemoryStorage;
using quorate::raft::NodeId;
using quorate::raft::Term;
using quorate::tests::entriesFrom;
using quorate::tests::idsOf;
using quorate::tests::placesOf;
using quorate::tests::snapshotOf;

namespace {

/// Entries 4 (of term 1) to 6 (of term 2) behind a snapshot at 3.
void fill(MemoryStorage& storage) {
    QVERIFY(storage.applySnapshot(snapshotOf(1, 3)).has_value());
    QVERIFY(storage.append(entriesFrom(4, {1, 1, 2})).has_value());
}

std::string allOf(const MemoryStorage& storage) {
    Entries entries;
    const auto read =
        storage.entries(storage.firstIndex(), storage.lastIndex().next(), kNoLimit, entries);
    return read ? placesOf(entries) : read.error().message;
}

}  // namespace

class MemoryStorageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyOneStartsAtTheFirstEntry();
    void theHardStateIsReadBack();
    void termsAreKnownFromTheEntryBeforeTheFirstOneOn();
    void entriesAreReadWithinTheirBounds();
    void entriesOutOfBoundsAreRefused();
    void entriesAreAppendedToWhatIsThere();
    void atLeastOneEntryIsRead_data();
    void atLeastOneEntryIsRead();
    void anAppendReplacesTheTailFromItsFirstEntryOn_data();
    void anAppendReplacesTheTailFromItsFirstEntryOn();
    void anAppendOfWhatIsCompactedIsPassedOver();
    void anAppendThatLeavesAGapIsRefused();
    void anAppendOfNothingChangesNothing();
    void compactingDropsEntriesAndKeepsTheTermOfTheLastOne();
    void compactingOutOfBoundsIsRefused_data();
    void compactingOutOfBoundsIsRefused();
    void aSnapshotReplacesEverything();
    void anOlderSnapshotIsRefused_data();
    void anOlderSnapshotIsRefused();
    void aSnapshotIsMadeOfWhatIsInTheLog();
    void aSnapshotKeepsTheLastConfigurationWithoutANewOne();
    void aSnapshotOfWhatIsNotThereIsRefused();
};

void MemoryStorageTest::anEmptyOneStartsAtTheFirstEntry() {
    const MemoryStorage storage;
    QVERIFY(storage.firstIndex() == Index(1));
    QVERIFY(storage.lastIndex() == Index(0));
    QVERIFY(*storage.term(Index(0)) == Term(0));
    QVERIFY((*storage.snapshot())->isEmpty());
    QVERIFY(storage.initialState()->confState.isEmpty());
    QVERIFY(storage.initialState()->hardState.isEmpty());
}

void MemoryStorageTest::theHardStateIsReadBack() {
    MemoryStorage storage;
    fill(storage);
    const HardState state{Term(2), NodeId(7), Index(5)};
    storage.setHardState(state);
    QVERIFY(storage.hardState() == state);
    QVERIFY(storage.initialState()->hardState == state);
    QVERIFY(storage.initialState()->confState.voters == idsOf({1}));
}

void MemoryStorageTest::termsAreKnownFromTheEntryBeforeTheFirstOneOn() {
    MemoryStorage storage;
    fill(storage);
    QCOMPARE(storage.term(Index(2)).error().code, ErrorCode::Compacted);
    QVERIFY(*storage.term(Index(3)) == Term(1));
    QVERIFY(*storage.term(Index(4)) == Term(1));
    QVERIFY(*storage.term(Index(6)) == Term(2));
    QCOMPARE(storage.term(Index(7)).error().code, ErrorCode::Unavailable);
}

void MemoryStorageTest::entriesAreReadWithinTheirBounds() {
    MemoryStorage storage;
    fill(storage);
    Entries entries;
    QVERIFY(storage.entries(Index(4), Index(7), kNoLimit, entries).has_value());
    QCOMPARE(placesOf(entries), std::string("1/4 1/5 2/6"));
    entries.clear();
    QVERIFY(storage.entries(Index(5), Index(6), kNoLimit, entries).has_value());
    QCOMPARE(placesOf(entries), std::string("1/5"));
}

void MemoryStorageTest::entriesOutOfBoundsAreRefused() {
    MemoryStorage storage;
    fill(storage);
    Entries entries;
    QCOMPARE(storage.entries(Index(3), Index(5), kNoLimit, entries).error().code,
             ErrorCode::Compacted);
    QCOMPARE(storage.entries(Index(4), Index(8), kNoLimit, entries).error().code,
             ErrorCode::Unavailable);
    QVERIFY(entries.empty());
}

void MemoryStorageTest::entriesAreAppendedToWhatIsThere() {
    MemoryStorage storage;
    fill(storage);
    Entries entries = entriesFrom(9, {9});
    QVERIFY(storage.entries(Index(5), Index(7), kNoLimit, entries).has_value());
    QCOMPARE(placesOf(entries), std::string("9/9 1/5 2/6"));
}

void MemoryStorageTest::atLeastOneEntryIsRead_data() {
    QTest::addColumn<quint64>("limit");
    QTest::addColumn<QString>("read");
    QTest::newRow("no byte") << quint64{0} << "1/4";
    QTest::newRow("too little for two") << quint64{11} << "1/4";
    QTest::newRow("two") << quint64{12} << "1/4 1/5";
    QTest::newRow("too little for three") << quint64{17} << "1/4 1/5";
    QTest::newRow("three") << quint64{18} << "1/4 1/5 2/6";
}

void MemoryStorageTest::atLeastOneEntryIsRead() {
    QFETCH(quint64, limit);
    QFETCH(QString, read);
    MemoryStorage storage;
    fill(storage);
    Entries entries = entriesFrom(9, {9});
    QVERIFY(storage.entries(Index(4), Index(7), limit, entries).has_value());
    QCOMPARE(placesOf(entries), "9/9 " + read.toStdString());
}

void MemoryStorageTest::anAppendReplacesTheTailFromItsFirstEntryOn_data() {
    QTest::addColumn<quint64>("from");
    QTest::addColumn<QString>("result");
    QTest::newRow("at the end") << quint64{7} << "1/4 1/5 2/6 3/7 3/8";
    QTest::newRow("at the last") << quint64{6} << "1/4 1/5 3/6 3/7";
    QTest::newRow("in the middle") << quint64{5} << "1/4 3/5 3/6";
    QTest::newRow("at the first") << quint64{4} << "3/4 3/5";
    QTest::newRow("partly compacted") << quint64{3} << "3/4";
}

void MemoryStorageTest::anAppendReplacesTheTailFromItsFirstEntryOn() {
    QFETCH(quint64, from);
    QFETCH(QString, result);
    MemoryStorage storage;
    fill(storage);
    QVERIFY(storage.append(entriesFrom(from, {3, 3})).has_value());
    QCOMPARE(allOf(storage), result.toStdString());
    QVERIFY(storage.firstIndex() == Index(4));
}

void MemoryStorageTest::anAppendOfWhatIsCompactedIsPassedOver() {
    MemoryStorage storage;
    fill(storage);
    QVERIFY(storage.append(entriesFrom(2, {3, 3})).has_value());
    QCOMPARE(allOf(storage), std::string("1/4 1/5 2/6"));
}

void MemoryStorageTest::anAppendThatLeavesAGapIsRefused() {
    MemoryStorage storage;
    fill(storage);
    QCOMPARE(storage.append(entriesFrom(8, {2})).error().code, ErrorCode::Unavailable);
    QCOMPARE(allOf(storage), std::string("1/4 1/5 2/6"));
}

void MemoryStorageTest::anAppendOfNothingChangesNothing() {
    MemoryStorage storage;
    fill(storage);
    QVERIFY(storage.append({}).has_value());
    QCOMPARE(allOf(storage), std::string("1/4 1/5 2/6"));
}

void MemoryStorageTest::compactingDropsEntriesAndKeepsTheTermOfTheLastOne() {
    MemoryStorage storage;
    fill(storage);
    QVERIFY(storage.compact(Index(4)).has_value());
    QCOMPARE(allOf(storage), std::string("1/5 2/6"));
    QVERIFY(*storage.term(Index(4)) == Term(1));
    QCOMPARE(storage.term(Index(3)).error().code, ErrorCode::Compacted);
    QVERIFY(storage.compact(Index(6)).has_value());
    QVERIFY(storage.firstIndex() == Index(7));
    QVERIFY(storage.lastIndex() == Index(6));
    QVERIFY(*storage.term(Index(6)) == Term(2));
    QVERIFY(storage.append(entriesFrom(7, {3})).has_value());
    QCOMPARE(allOf(storage), std::string("3/7"));
}

void MemoryStorageTest::compactingOutOfBoundsIsRefused_data() {
    QTest::addColumn<quint64>("index");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("before the snapshot") << quint64{2} << ErrorCode::Compacted;
    QTest::newRow("at the snapshot") << quint64{3} << ErrorCode::Compacted;
    QTest::newRow("behind the end") << quint64{7} << ErrorCode::Unavailable;
}

void MemoryStorageTest::compactingOutOfBoundsIsRefused() {
    QFETCH(quint64, index);
    QFETCH(ErrorCode, code);
    MemoryStorage storage;
    fill(storage);
    QCOMPARE(storage.compact(Index(index)).error().code, code);
    QCOMPARE(allOf(storage), std::string("1/4 1/5 2/6"));
}

void MemoryStorageTest::aSnapshotReplacesEverything() {
    MemoryStorage storage;
    fill(storage);
    QVERIFY(storage.applySnapshot(snapshotOf(2, 5, {1, 2})).has_value());
    QVERIFY(storage.firstIndex() == Index(6));
    QVERIFY(storage.lastIndex() == Index(5));
    QVERIFY(*storage.term(Index(5)) == Term(2));
    QVERIFY(storage.initialState()->confState.voters == idsOf({1, 2}));
    QVERIFY((*storage.snapshot())->metadata.index == Index(5));
}

void MemoryStorageTest::anOlderSnapshotIsRefused_data() {
    QTest::addColumn<quint64>("index");
    QTest::newRow("older") << quint64{2};
    QTest::newRow("the same") << quint64{3};
}

void MemoryStorageTest::anOlderSnapshotIsRefused() {
    QFETCH(quint64, index);
    MemoryStorage storage;
    fill(storage);
    QCOMPARE(storage.applySnapshot(snapshotOf(2, index)).error().code,
             ErrorCode::SnapshotOutOfDate);
    QCOMPARE(storage.createSnapshot(Index(index), nullptr, {}).error().code,
             ErrorCode::SnapshotOutOfDate);
    QCOMPARE(allOf(storage), std::string("1/4 1/5 2/6"));
    QVERIFY((*storage.snapshot())->metadata.term == Term(1));
}

void MemoryStorageTest::aSnapshotIsMadeOfWhatIsInTheLog() {
    MemoryStorage storage;
    fill(storage);
    ConfState state;
    state.voters = idsOf({1, 4});
    QVERIFY(storage.createSnapshot(Index(6), &state, Bytes::copyOf("state")).has_value());
    const auto snapshot = *storage.snapshot();
    QVERIFY(snapshot->metadata.index == Index(6));
    QVERIFY(snapshot->metadata.term == Term(2));
    QVERIFY(snapshot->metadata.confState == state);
    QCOMPARE(snapshot->data.toString(), std::string("state"));
    QCOMPARE(allOf(storage), std::string("1/4 1/5 2/6"));  // compaction is another matter
}

void MemoryStorageTest::aSnapshotKeepsTheLastConfigurationWithoutANewOne() {
    MemoryStorage storage;
    fill(storage);
    QVERIFY(storage.createSnapshot(Index(5), nullptr, {}).has_value());
    QVERIFY((*storage.snapshot())->metadata.confState.voters == idsOf({1}));
}

void MemoryStorageTest::aSnapshotOfWhatIsNotThereIsRefused() {
    MemoryStorage storage;
    fill(storage);
    QCOMPARE(storage.createSnapshot(Index(7), nullptr, {}).error().code, ErrorCode::Unavailable);
    QVERIFY((*storage.snapshot())->metadata.index == Index(3));
}

QTEST_APPLESS_MAIN(MemoryStorageTest)
#include "tst_memory_storage.moc"
