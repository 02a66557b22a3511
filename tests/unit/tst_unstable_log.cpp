// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/raft/unstable_log.h"
#include "tests/unit/raft_values.h"

using quorate::InvariantViolation;
using quorate::raft::Entries;
using quorate::raft::Index;
using quorate::raft::Snapshot;
using quorate::raft::Term;
using quorate::raft::UnstableLog;
using quorate::tests::entriesFrom;
using quorate::tests::entryOf;
using quorate::tests::idOf;
using quorate::tests::placesOf;
using quorate::tests::snapshotOf;

namespace {

std::shared_ptr<const Snapshot> sharedSnapshot(std::uint64_t term, std::uint64_t index) {
    return std::make_shared<const Snapshot>(snapshotOf(term, index));
}

/// Entries 5, 6 and 7 of term 1, of which 5 and 6 are being written.
UnstableLog threeEntries() {
    UnstableLog log{Index(5)};
    log.truncateAndAppend(entriesFrom(5, {1, 1}));
    log.acceptInProgress();
    log.truncateAndAppend(entriesFrom(7, {1}));
    return log;
}

}  // namespace

class UnstableLogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutEntriesItKnowsNothing();
    void onlyASnapshotTellsTheFirstIndex();
    void theLastIndexIsThatOfTheEntriesBeforeThatOfTheSnapshot();
    void termsAreKnownOfEntriesAndOfTheSnapshotOnly();
    void appendsFollowTheEnd();
    void anAppendThatLeavesAGapBreaksAnInvariant();
    void anAppendAtTheOffsetReplacesEverything();
    void anAppendBeforeTheOffsetMovesItBack();
    void anAppendInTheMiddleKeepsWhatComesBefore_data();
    void anAppendInTheMiddleKeepsWhatComesBefore();
    void whatWasHandedOutIsNotHandedOutAgain();
    void aSnapshotIsHandedOutOnce();
    void entriesThatBecameStableAreLetGo();
    void stableEntriesNeedNotHaveBeenHandedOut();
    void aConfirmationOfAnotherTermIsIgnored();
    void aConfirmationOfWhatIsNotThereIsIgnored_data();
    void aConfirmationOfWhatIsNotThereIsIgnored();
    void aConfirmationOfTheSnapshotsEntryIsLeftToTheSnapshot();
    void onlyThePresentSnapshotCanBecomeStable();
    void restoringASnapshotForgetsEverythingBeforeIt();
    void aRestoredSnapshotIsToBeWrittenEvenWhereOneWasBeingWritten();
    void slicesAreWhatIsAskedFor();
    void aSliceOutOfBoundsBreaksAnInvariant_data();
    void aSliceOutOfBoundsBreaksAnInvariant();
    void confirmingOneByOneKeepsTheOthersInPlace();
    void payloadsOfStableEntriesAreLetGoAtOnce();
};

void UnstableLogTest::withoutEntriesItKnowsNothing() {
    const UnstableLog log(Index(5));
    QVERIFY(!log.maybeFirstIndex().has_value());
    QVERIFY(!log.maybeLastIndex().has_value());
    QVERIFY(!log.maybeTerm(Index(4)).has_value());
    QVERIFY(!log.maybeTerm(Index(5)).has_value());
    QVERIFY(log.nextEntries().empty());
    QVERIFY(log.nextSnapshot() == nullptr);
    QVERIFY(log.offset() == Index(5));
}

void UnstableLogTest::onlyASnapshotTellsTheFirstIndex() {
    UnstableLog log(Index(5));
    log.truncateAndAppend(entriesFrom(5, {1}));
    QVERIFY(!log.maybeFirstIndex().has_value());
    log.restore(sharedSnapshot(1, 9));
    QVERIFY(log.maybeFirstIndex() == Index(10));
}

void UnstableLogTest::theLastIndexIsThatOfTheEntriesBeforeThatOfTheSnapshot() {
    UnstableLog log(Index(5));
    log.restore(sharedSnapshot(1, 9));
    QVERIFY(log.maybeLastIndex() == Index(9));
    log.truncateAndAppend(entriesFrom(10, {1, 1}));
    QVERIFY(log.maybeLastIndex() == Index(11));
    log.stableTo(idOf(1, 11));
    QVERIFY(log.maybeLastIndex() == Index(9));
    log.stableSnapshotTo(Index(9));
    QVERIFY(!log.maybeLastIndex().has_value());
}

void UnstableLogTest::termsAreKnownOfEntriesAndOfTheSnapshotOnly() {
    UnstableLog log(Index(1));
    log.restore(sharedSnapshot(3, 9));
    log.truncateAndAppend(entriesFrom(10, {3, 4}));
    QVERIFY(!log.maybeTerm(Index(8)).has_value());
    QVERIFY(log.maybeTerm(Index(9)) == Term(3));
    QVERIFY(log.maybeTerm(Index(10)) == Term(3));
    QVERIFY(log.maybeTerm(Index(11)) == Term(4));
    QVERIFY(!log.maybeTerm(Index(12)).has_value());
}

void UnstableLogTest::appendsFollowTheEnd() {
    UnstableLog log = threeEntries();
    log.truncateAndAppend(entriesFrom(8, {2}));
    QCOMPARE(placesOf(log.entries()), std::string("1/5 1/6 1/7 2/8"));
    QVERIFY(log.offsetInProgress() == Index(7));
}

void UnstableLogTest::anAppendThatLeavesAGapBreaksAnInvariant() {
    UnstableLog log = threeEntries();
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, log.truncateAndAppend(entriesFrom(9, {1})));
    QCOMPARE(placesOf(log.entries()), std::string("1/5 1/6 1/7"));
}

void UnstableLogTest::anAppendAtTheOffsetReplacesEverything() {
    UnstableLog log = threeEntries();
    log.truncateAndAppend(entriesFrom(5, {2}));
    QCOMPARE(placesOf(log.entries()), std::string("2/5"));
    QVERIFY(log.offset() == Index(5));
    QVERIFY(log.offsetInProgress() == Index(5));
}

void UnstableLogTest::anAppendBeforeTheOffsetMovesItBack() {
    UnstableLog log = threeEntries();
    log.truncateAndAppend(entriesFrom(3, {2, 2}));
    QCOMPARE(placesOf(log.entries()), std::string("2/3 2/4"));
    QVERIFY(log.offset() == Index(3));
    QVERIFY(log.offsetInProgress() == Index(3));
    QCOMPARE(placesOf(log.nextEntries()), std::string("2/3 2/4"));
}

void UnstableLogTest::anAppendInTheMiddleKeepsWhatComesBefore_data() {
    QTest::addColumn<quint64>("from");
    QTest::addColumn<QString>("entries");
    QTest::addColumn<quint64>("inProgress");
    QTest::newRow("within what is written") << quint64{6} << "1/5 2/6" << quint64{6};
    QTest::newRow("at the first that is not") << quint64{7} << "1/5 1/6 2/7" << quint64{7};
}

void UnstableLogTest::anAppendInTheMiddleKeepsWhatComesBefore() {
    QFETCH(quint64, from);
    QFETCH(QString, entries);
    QFETCH(quint64, inProgress);
    UnstableLog log = threeEntries();
    log.truncateAndAppend(entriesFrom(from, {2}));
    QCOMPARE(placesOf(log.entries()), entries.toStdString());
    QVERIFY(log.offset() == Index(5));
    QCOMPARE(quint64{log.offsetInProgress().value()}, inProgress);
    QCOMPARE(placesOf(log.nextEntries()), "2/" + std::to_string(from));
}

void UnstableLogTest::whatWasHandedOutIsNotHandedOutAgain() {
    UnstableLog log = threeEntries();
    QCOMPARE(placesOf(log.nextEntries()), std::string("1/7"));
    log.acceptInProgress();
    QVERIFY(log.nextEntries().empty());
    QVERIFY(log.offsetInProgress() == Index(8));
    QCOMPARE(placesOf(log.entries()), std::string("1/5 1/6 1/7"));
}

void UnstableLogTest::aSnapshotIsHandedOutOnce() {
    UnstableLog log(Index(1));
    log.restore(sharedSnapshot(1, 9));
    QVERIFY(log.hasNextSnapshot());
    QVERIFY(log.nextSnapshot() == log.snapshot());
    log.acceptInProgress();
    QVERIFY(!log.hasNextSnapshot());
    QVERIFY(log.nextSnapshot() == nullptr);
    QVERIFY(log.isSnapshotInProgress());
    QVERIFY(log.snapshot() != nullptr);
}

void UnstableLogTest::entriesThatBecameStableAreLetGo() {
    UnstableLog log = threeEntries();
    QVERIFY(log.stableTo(idOf(1, 5)));
    QCOMPARE(placesOf(log.entries()), std::string("1/6 1/7"));
    QVERIFY(log.offset() == Index(6));
    QVERIFY(log.offsetInProgress() == Index(7));
    QVERIFY(!log.maybeTerm(Index(5)).has_value());
    QVERIFY(!log.stableTo(idOf(1, 5)));
}

void UnstableLogTest::stableEntriesNeedNotHaveBeenHandedOut() {
    UnstableLog log = threeEntries();
    QVERIFY(log.stableTo(idOf(1, 7)));
    QVERIFY(log.entries().empty());
    QVERIFY(log.offset() == Index(8));
    QVERIFY(log.offsetInProgress() == Index(8));
}

void UnstableLogTest::aConfirmationOfAnotherTermIsIgnored() {
    UnstableLog log = threeEntries();
    log.truncateAndAppend(entriesFrom(6, {2}));
    QVERIFY(!log.stableTo(idOf(1, 6)));
    QCOMPARE(placesOf(log.entries()), std::string("1/5 2/6"));
    QVERIFY(log.stableTo(idOf(2, 6)));
}

void UnstableLogTest::aConfirmationOfWhatIsNotThereIsIgnored_data() {
    QTest::addColumn<quint64>("index");
    QTest::newRow("before") << quint64{4};
    QTest::newRow("behind") << quint64{8};
}

void UnstableLogTest::aConfirmationOfWhatIsNotThereIsIgnored() {
    QFETCH(quint64, index);
    UnstableLog log = threeEntries();
    QVERIFY(!log.stableTo(idOf(1, index)));
    QCOMPARE(placesOf(log.entries()), std::string("1/5 1/6 1/7"));
    QVERIFY(log.offset() == Index(5));
}

void UnstableLogTest::aConfirmationOfTheSnapshotsEntryIsLeftToTheSnapshot() {
    UnstableLog log(Index(1));
    log.restore(sharedSnapshot(1, 9));
    log.truncateAndAppend(entriesFrom(10, {1}));
    QVERIFY(!log.stableTo(idOf(1, 9)));
    QVERIFY(log.offset() == Index(10));
    QCOMPARE(placesOf(log.entries()), std::string("1/10"));
    QVERIFY(log.snapshot() != nullptr);
}

void UnstableLogTest::onlyThePresentSnapshotCanBecomeStable() {
    UnstableLog log(Index(1));
    log.restore(sharedSnapshot(1, 9));
    log.acceptInProgress();
    log.restore(sharedSnapshot(1, 12));
    log.stableSnapshotTo(Index(9));
    QVERIFY(log.snapshot() != nullptr);
    log.stableSnapshotTo(Index(12));
    QVERIFY(log.snapshot() == nullptr);
    QVERIFY(!log.isSnapshotInProgress());
    log.stableSnapshotTo(Index(12));
    QVERIFY(log.offset() == Index(13));
}

void UnstableLogTest::restoringASnapshotForgetsEverythingBeforeIt() {
    UnstableLog log = threeEntries();
    log.restore(sharedSnapshot(2, 6));
    QVERIFY(log.entries().empty());
    QVERIFY(log.offset() == Index(7));
    QVERIFY(log.offsetInProgress() == Index(7));
    QVERIFY(!log.maybeTerm(Index(7)).has_value());
}

void UnstableLogTest::aRestoredSnapshotIsToBeWrittenEvenWhereOneWasBeingWritten() {
    UnstableLog log(Index(1));
    log.restore(sharedSnapshot(1, 9));
    log.acceptInProgress();
    log.restore(sharedSnapshot(2, 12));
    QVERIFY(log.hasNextSnapshot());
    QVERIFY(log.nextSnapshot()->metadata.index == Index(12));
}

void UnstableLogTest::slicesAreWhatIsAskedFor() {
    const UnstableLog log = threeEntries();
    QCOMPARE(placesOf(log.slice(Index(5), Index(8))), std::string("1/5 1/6 1/7"));
    QCOMPARE(placesOf(log.slice(Index(6), Index(7))), std::string("1/6"));
    QVERIFY(log.slice(Index(8), Index(8)).empty());
}

void UnstableLogTest::aSliceOutOfBoundsBreaksAnInvariant_data() {
    QTest::addColumn<quint64>("low");
    QTest::addColumn<quint64>("high");
    QTest::newRow("before the offset") << quint64{4} << quint64{6};
    QTest::newRow("behind the end") << quint64{5} << quint64{9};
    QTest::newRow("upside down") << quint64{7} << quint64{6};
}

void UnstableLogTest::aSliceOutOfBoundsBreaksAnInvariant() {
    QFETCH(quint64, low);
    QFETCH(quint64, high);
    const UnstableLog log = threeEntries();
    QVERIFY_THROWS_EXCEPTION(InvariantViolation,
                             static_cast<void>(log.slice(Index(low), Index(high))));
}

void UnstableLogTest::confirmingOneByOneKeepsTheOthersInPlace() {
    constexpr std::uint64_t kCount = 200;
    UnstableLog log(Index(1));
    for (std::uint64_t index = 1; index <= kCount; ++index) {
        const Entries one{entryOf(1 + index / 50, index, std::to_string(index))};
        log.truncateAndAppend(one);
    }
    for (std::uint64_t stable = 1; stable <= kCount; ++stable) {
        QVERIFY(log.stableTo(idOf(1 + stable / 50, stable)));
        QCOMPARE(log.entries().size(), static_cast<std::size_t>(kCount - stable));
        for (std::uint64_t left = stable + 1; left <= kCount; left += 17) {
            QVERIFY(log.maybeTerm(Index(left)) == Term(1 + left / 50));
            const auto slice = log.slice(Index(left), Index(left + 1));
            QCOMPARE(slice.front().data.toString(), std::to_string(left));
        }
        if (stable % 40 == 0 && stable < kCount) {
            // What is appended lands behind what is left.
            log.truncateAndAppend(Entries{entryOf(1 + kCount / 50, kCount, "again")});
            log.truncateAndAppend(
                Entries{entryOf(1 + kCount / 50, kCount, std::to_string(kCount))});
        }
    }
    QVERIFY(!log.maybeLastIndex().has_value());
}

void UnstableLogTest::payloadsOfStableEntriesAreLetGoAtOnce() {
    auto owner = std::make_shared<const std::string>("payload");
    const std::weak_ptr<const std::string> watch = owner;
    Entries entries = entriesFrom(1, {1, 1, 1, 1});
    const std::string_view view = *owner;
    entries.front().data = quorate::Bytes::within(std::move(owner), view);
    UnstableLog log(Index(1));
    log.truncateAndAppend(entries);
    entries.clear();
    QVERIFY(!watch.expired());
    QVERIFY(log.stableTo(idOf(1, 1)));
    QVERIFY(watch.expired());
}

QTEST_APPLESS_MAIN(UnstableLogTest)
#include "tst_unstable_log.moc"
