// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/invariant.h"
#include "engine/raft/memory_storage.h"
#include "engine/raft/raft_log.h"
#include "tests/unit/raft_values.h"

using quorate::ErrorCode;
using quorate::InvariantViolation;
using quorate::raft::Entries;
using quorate::raft::EntryId;
using quorate::raft::Index;
using quorate::raft::kNoLimit;
using quorate::raft::MemoryStorage;
using quorate::raft::RaftLog;
using quorate::raft::Snapshot;
using quorate::raft::Term;
using quorate::tests::entriesFrom;
using quorate::tests::idOf;
using quorate::tests::placesOf;
using quorate::tests::snapshotOf;

namespace {

/// Bytes of limitSize of each entry here: small terms and indexes, no payload.
constexpr std::uint64_t kEntrySize = 6;

/// A log with a snapshot at 3 (term 1), stable entries 4 and 5 (terms 1 and 2) and unstable ones
/// 6 and 7 (terms 2 and 4).
struct Fixture {
    explicit Fixture(std::uint64_t maxApplyingSize = kNoLimit) : log(prepare(), maxApplyingSize) {
        log.append(entriesFrom(6, {2, 4}));
    }
    const MemoryStorage& prepare() {
        static_cast<void>(storage.applySnapshot(snapshotOf(1, 3)));
        static_cast<void>(storage.append(entriesFrom(4, {1, 2})));
        return storage;
    }
    std::string all() const {
        Entries entries;
        const auto read = log.entriesFrom(log.firstIndex(), kNoLimit, entries);
        return read ? placesOf(entries) : read.error().message;
    }
    std::string nextCommitted(bool allowUnstable = true) const {
        Entries entries;
        log.nextCommittedEntries(allowUnstable, entries);
        return placesOf(entries);
    }

    MemoryStorage storage;
    RaftLog log;
};

}  // namespace

class RaftLogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itBeginsWithWhatStorageHolds();
    void boundsComeFromAnUnstableSnapshotFirst();
    void termsAreKnownAcrossBothParts_data();
    void termsAreKnownAcrossBothParts();
    void theUnstablePartOverridesStorage();
    void aLogIsUpToDateByTermThenByIndex_data();
    void aLogIsUpToDateByTermThenByIndex();

    void slicesReachAcrossBothParts_data();
    void slicesReachAcrossBothParts();
    void theSizeLimitCountsAcrossBothParts_data();
    void theSizeLimitCountsAcrossBothParts();
    void aSliceOfWhatIsCompactedIsRefused();
    void aSliceBehindTheEndBreaksAnInvariant();
    void entriesBehindTheEndAreNone();

    void aConflictHintSkipsWholeTerms_data();
    void aConflictHintSkipsWholeTerms();

    void anAppendThatDoesNotMatchIsRefused_data();
    void anAppendThatDoesNotMatchIsRefused();
    void anAppendTakesOnlyWhatIsNew_data();
    void anAppendTakesOnlyWhatIsNew();
    void replacingACommittedEntryBreaksAnInvariant();

    void theCommitIndexNeverGoesBack();
    void committingBehindTheEndBreaksAnInvariant();
    void onlyAnEntryOfTheGivenTermIsCommitted_data();
    void onlyAnEntryOfTheGivenTermIsCommitted();

    void committedEntriesAreHandedOutOnce();
    void onlyStableEntriesAreHandedOutWhereUnstableOnesMayNot();
    void nothingIsHandedOutWhileASnapshotWaits();
    void whatIsBeingAppliedIsLimited_data();
    void whatIsBeingAppliedIsLimited();
    void anEntryAboveTheLimitIsAppliedAlone();
    void applyingPausesWhereTheLimitCutTheBatch();
    void applyingBeforeCommittingBreaksAnInvariant();
    void appliedNeverGoesBack();
    void aRestoredSnapshotReplacesTheLog();
    void theUnstableSnapshotComesFirst();
};

void RaftLogTest::itBeginsWithWhatStorageHolds() {
    MemoryStorage storage;
    QVERIFY(storage.applySnapshot(snapshotOf(1, 3)).has_value());
    QVERIFY(storage.append(entriesFrom(4, {1, 2})).has_value());
    const RaftLog log(storage, kNoLimit);
    QVERIFY(log.firstIndex() == Index(4));
    QVERIFY(log.lastIndex() == Index(5));
    QVERIFY(log.lastEntryId() == idOf(2, 5));
    QVERIFY(log.committed() == Index(3));
    QVERIFY(log.applying() == Index(3));
    QVERIFY(log.applied() == Index(3));
    QVERIFY(log.unstable().offset() == Index(6));
}

void RaftLogTest::boundsComeFromAnUnstableSnapshotFirst() {
    Fixture fixture;
    fixture.log.restore(std::make_shared<const Snapshot>(snapshotOf(5, 20)));
    QVERIFY(fixture.log.firstIndex() == Index(21));
    QVERIFY(fixture.log.lastIndex() == Index(20));
    QVERIFY(fixture.log.lastEntryId() == idOf(5, 20));
    QVERIFY(!fixture.log.maybeTerm(Index(5)).has_value());
    QCOMPARE(fixture.log.term(Index(5)).error().code, ErrorCode::Compacted);
}

void RaftLogTest::termsAreKnownAcrossBothParts_data() {
    QTest::addColumn<quint64>("index");
    QTest::addColumn<quint64>("term");
    QTest::addColumn<ErrorCode>("refusal");
    const auto known = [](quint64 index, quint64 term) {
        QTest::addRow("%d", static_cast<int>(index)) << index << term << ErrorCode::Unknown;
    };
    QTest::newRow("compacted") << quint64{2} << quint64{0} << ErrorCode::Compacted;
    known(3, 1);
    known(4, 1);
    known(5, 2);
    known(6, 2);
    known(7, 4);
    QTest::newRow("behind the end") << quint64{8} << quint64{0} << ErrorCode::Unavailable;
}

void RaftLogTest::termsAreKnownAcrossBothParts() {
    QFETCH(quint64, index);
    QFETCH(quint64, term);
    QFETCH(ErrorCode, refusal);
    const Fixture fixture;
    const auto found = fixture.log.term(Index(index));
    if (term != 0) {
        QVERIFY(*found == Term(term));
        QVERIFY(fixture.log.maybeTerm(Index(index)) == Term(term));
        QVERIFY(fixture.log.matches(idOf(term, index)));
        QVERIFY(!fixture.log.matches(idOf(term + 1, index)));
    } else {
        QCOMPARE(found.error().code, refusal);
        QVERIFY(!fixture.log.maybeTerm(Index(index)).has_value());
        QVERIFY(!fixture.log.matches(idOf(1, index)));
    }
}

void RaftLogTest::theUnstablePartOverridesStorage() {
    Fixture fixture;
    fixture.log.append(entriesFrom(4, {3}));
    QCOMPARE(fixture.all(), std::string("3/4"));
    QVERIFY(fixture.log.lastIndex() == Index(4));
    QVERIFY(!fixture.log.maybeTerm(Index(5)).has_value());  // storage still holds that
    QCOMPARE(fixture.log.term(Index(5)).error().code, ErrorCode::Unavailable);
}

void RaftLogTest::aLogIsUpToDateByTermThenByIndex_data() {
    QTest::addColumn<quint64>("term");
    QTest::addColumn<quint64>("index");
    QTest::addColumn<bool>("upToDate");
    QTest::newRow("older term, longer") << quint64{3} << quint64{100} << false;
    QTest::newRow("same term, shorter") << quint64{4} << quint64{6} << false;
    QTest::newRow("the same") << quint64{4} << quint64{7} << true;
    QTest::newRow("same term, longer") << quint64{4} << quint64{8} << true;
    QTest::newRow("newer term, shorter") << quint64{5} << quint64{1} << true;
}

void RaftLogTest::aLogIsUpToDateByTermThenByIndex() {
    QFETCH(quint64, term);
    QFETCH(quint64, index);
    QFETCH(bool, upToDate);
    QCOMPARE(Fixture().log.isUpToDate(idOf(term, index)), upToDate);
}

void RaftLogTest::slicesReachAcrossBothParts_data() {
    QTest::addColumn<quint64>("low");
    QTest::addColumn<quint64>("high");
    QTest::addColumn<QString>("entries");
    QTest::newRow("stable") << quint64{4} << quint64{6} << "1/4 2/5";
    QTest::newRow("unstable") << quint64{6} << quint64{8} << "2/6 4/7";
    QTest::newRow("both") << quint64{5} << quint64{7} << "2/5 2/6";
    QTest::newRow("all") << quint64{4} << quint64{8} << "1/4 2/5 2/6 4/7";
    QTest::newRow("none") << quint64{8} << quint64{8} << "";
}

void RaftLogTest::slicesReachAcrossBothParts() {
    QFETCH(quint64, low);
    QFETCH(quint64, high);
    QFETCH(QString, entries);
    Entries out;
    QVERIFY(Fixture().log.slice(Index(low), Index(high), kNoLimit, out).has_value());
    QCOMPARE(placesOf(out), entries.toStdString());
}

void RaftLogTest::theSizeLimitCountsAcrossBothParts_data() {
    QTest::addColumn<quint64>("low");
    QTest::addColumn<quint64>("limit");
    QTest::addColumn<QString>("entries");
    QTest::newRow("none, from the stable part") << quint64{4} << quint64{0} << "1/4";
    QTest::newRow("none, from the unstable part") << quint64{6} << quint64{0} << "2/6";
    QTest::newRow("one and a half") << quint64{4} << quint64{9} << "1/4";
    QTest::newRow("just the stable part") << quint64{4} << quint64{12} << "1/4 2/5";
    QTest::newRow("a byte more, with no room for one that is unstable")
        << quint64{4} << quint64{17} << "1/4 2/5";
    QTest::newRow("one of the unstable part") << quint64{4} << quint64{18} << "1/4 2/5 2/6";
    QTest::newRow("a byte too little for all") << quint64{4} << quint64{23} << "1/4 2/5 2/6";
    QTest::newRow("all") << quint64{4} << quint64{24} << "1/4 2/5 2/6 4/7";
    QTest::newRow("one, and the next is unstable") << quint64{5} << quint64{6} << "2/5";
}

void RaftLogTest::theSizeLimitCountsAcrossBothParts() {
    QFETCH(quint64, low);
    QFETCH(quint64, limit);
    QFETCH(QString, entries);
    Entries out;
    QVERIFY(Fixture().log.entriesFrom(Index(low), limit, out).has_value());
    QCOMPARE(placesOf(out), entries.toStdString());
}

void RaftLogTest::aSliceOfWhatIsCompactedIsRefused() {
    const Fixture fixture;
    Entries out;
    QCOMPARE(fixture.log.slice(Index(3), Index(5), kNoLimit, out).error().code,
             ErrorCode::Compacted);
    QCOMPARE(fixture.log.entriesFrom(Index(3), kNoLimit, out).error().code, ErrorCode::Compacted);
    QVERIFY(out.empty());
}

void RaftLogTest::aSliceBehindTheEndBreaksAnInvariant() {
    const Fixture fixture;
    Entries out;
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, static_cast<void>(fixture.log.slice(
                                                     Index(4), Index(9), kNoLimit, out)));
}

void RaftLogTest::entriesBehindTheEndAreNone() {
    const Fixture fixture;
    Entries out;
    QVERIFY(fixture.log.entriesFrom(Index(8), kNoLimit, out).has_value());
    QVERIFY(fixture.log.entriesFrom(Index(9), kNoLimit, out).has_value());
    QVERIFY(out.empty());
}

void RaftLogTest::aConflictHintSkipsWholeTerms_data() {
    QTest::addColumn<quint64>("index");
    QTest::addColumn<quint64>("term");
    QTest::addColumn<quint64>("hintIndex");
    QTest::addColumn<quint64>("hintTerm");
    const auto row = [](const char* name, quint64 index, quint64 term, quint64 hintIndex,
                        quint64 hintTerm) {
        QTest::newRow(name) << index << term << hintIndex << hintTerm;
    };
    row("the entry itself", 7, 4, 7, 4);
    row("a term between", 7, 3, 6, 2);
    row("the end of that term", 7, 2, 6, 2);
    row("a term back, over both parts", 7, 1, 4, 1);
    row("a higher term", 6, 9, 6, 2);
    row("nothing known has so low a term", 7, 0, 2, 0);
    row("compacted", 1, 5, 1, 0);
    row("behind the end", 8, 1, 8, 0);
    row("the place before the log", 0, 1, 0, 0);
}

void RaftLogTest::aConflictHintSkipsWholeTerms() {
    QFETCH(quint64, index);
    QFETCH(quint64, term);
    QFETCH(quint64, hintIndex);
    QFETCH(quint64, hintTerm);
    const EntryId hint = Fixture().log.findConflictByTerm(Index(index), Term(term));
    QCOMPARE(quint64{hint.index.value()}, hintIndex);
    QCOMPARE(quint64{hint.term.value()}, hintTerm);
}

void RaftLogTest::anAppendThatDoesNotMatchIsRefused_data() {
    QTest::addColumn<quint64>("term");
    QTest::addColumn<quint64>("index");
    QTest::newRow("other term") << quint64{3} << quint64{7};
    QTest::newRow("behind the end") << quint64{4} << quint64{8};
    QTest::newRow("compacted") << quint64{1} << quint64{2};
}

void RaftLogTest::anAppendThatDoesNotMatchIsRefused() {
    QFETCH(quint64, term);
    QFETCH(quint64, index);
    Fixture fixture;
    QVERIFY(!fixture.log.maybeAppend(idOf(term, index), entriesFrom(index + 1, {5})).has_value());
    QCOMPARE(fixture.all(), std::string("1/4 2/5 2/6 4/7"));
}

void RaftLogTest::anAppendTakesOnlyWhatIsNew_data() {
    QTest::addColumn<quint64>("term");
    QTest::addColumn<quint64>("index");
    QTest::addColumn<QString>("terms");
    QTest::addColumn<quint64>("last");
    QTest::addColumn<quint64>("firstNew");
    QTest::addColumn<QString>("log");
    const auto row = [](const char* name, quint64 term, quint64 index, const char* terms,
                        quint64 last, quint64 firstNew, const char* log) {
        QTest::newRow(name) << term << index << terms << last << firstNew << log;
    };
    row("nothing", 2, 6, "", 6, 0, "1/4 2/5 2/6 4/7");
    row("all known", 2, 5, "24", 7, 0, "1/4 2/5 2/6 4/7");
    row("known ones that end before the log does", 1, 4, "22", 6, 0, "1/4 2/5 2/6 4/7");
    row("at the end", 4, 7, "45", 9, 8, "1/4 2/5 2/6 4/7 4/8 5/9");
    row("partly known", 2, 6, "45", 8, 8, "1/4 2/5 2/6 4/7 5/8");
    row("a conflict in the unstable part", 2, 5, "25", 7, 7, "1/4 2/5 2/6 5/7");
    row("a conflict at its start", 2, 5, "3", 6, 6, "1/4 2/5 3/6");
    row("a conflict in the stable part", 1, 3, "155", 6, 5, "1/4 5/5 5/6");
    row("behind the snapshot", 1, 3, "5", 4, 4, "5/4");
}

void RaftLogTest::anAppendTakesOnlyWhatIsNew() {
    QFETCH(quint64, term);
    QFETCH(quint64, index);
    QFETCH(QString, terms);
    QFETCH(quint64, last);
    QFETCH(quint64, firstNew);
    QFETCH(QString, log);
    Entries entries;
    for (const QChar digit : terms) {
        entries.push_back(quorate::tests::entryOf(static_cast<std::uint64_t>(digit.digitValue()),
                                                  index + 1 + entries.size()));
    }
    Fixture fixture;
    const auto outcome = fixture.log.maybeAppend(idOf(term, index), entries);
    QVERIFY(outcome.has_value());
    QCOMPARE(quint64{outcome->last.value()}, last);
    QCOMPARE(quint64{outcome->firstNew.value()}, firstNew);
    QVERIFY(outcome->lastBefore == Index(7));
    QCOMPARE(fixture.all(), log.toStdString());
}

void RaftLogTest::replacingACommittedEntryBreaksAnInvariant() {
    Fixture fixture;
    fixture.log.commitTo(Index(6));
    QVERIFY_THROWS_EXCEPTION(InvariantViolation,
                             fixture.log.maybeAppend(idOf(2, 5), entriesFrom(6, {5})));
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, fixture.log.append(entriesFrom(6, {2})));
    fixture.log.append(entriesFrom(7, {5}));
    QCOMPARE(fixture.all(), std::string("1/4 2/5 2/6 5/7"));
}

void RaftLogTest::theCommitIndexNeverGoesBack() {
    Fixture fixture;
    fixture.log.commitTo(Index(6));
    fixture.log.commitTo(Index(4));
    QVERIFY(fixture.log.committed() == Index(6));
}

void RaftLogTest::committingBehindTheEndBreaksAnInvariant() {
    Fixture fixture;
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, fixture.log.commitTo(Index(8)));
    QVERIFY(fixture.log.committed() == Index(3));
}

void RaftLogTest::onlyAnEntryOfTheGivenTermIsCommitted_data() {
    QTest::addColumn<quint64>("term");
    QTest::addColumn<quint64>("index");
    QTest::addColumn<quint64>("committed");
    QTest::newRow("of that term") << quint64{4} << quint64{7} << quint64{7};
    QTest::newRow("of an older term") << quint64{4} << quint64{6} << quint64{5};
    QTest::newRow("committed already") << quint64{2} << quint64{5} << quint64{5};
    QTest::newRow("behind the end") << quint64{4} << quint64{8} << quint64{5};
    QTest::newRow("the term that is none") << quint64{0} << quint64{9} << quint64{5};
    QTest::newRow("the quorum of nobody")
        << quint64{4} << quint64{quorate::raft::kInfiniteIndex.value()} << quint64{5};
}

void RaftLogTest::onlyAnEntryOfTheGivenTermIsCommitted() {
    QFETCH(quint64, term);
    QFETCH(quint64, index);
    QFETCH(quint64, committed);
    Fixture fixture;
    fixture.log.commitTo(Index(5));
    QCOMPARE(fixture.log.maybeCommit(idOf(term, index)), committed != 5);
    QCOMPARE(quint64{fixture.log.committed().value()}, committed);
}

void RaftLogTest::committedEntriesAreHandedOutOnce() {
    Fixture fixture;
    QVERIFY(!fixture.log.hasNextCommittedEntries(true));
    QCOMPARE(fixture.nextCommitted(), std::string());
    fixture.log.commitTo(Index(6));
    QVERIFY(fixture.log.hasNextCommittedEntries(true));
    QCOMPARE(fixture.nextCommitted(), std::string("1/4 2/5 2/6"));
    fixture.log.acceptApplying(Index(6), 3 * kEntrySize, true);
    QVERIFY(!fixture.log.hasNextCommittedEntries(true));
    fixture.log.commitTo(Index(7));
    QCOMPARE(fixture.nextCommitted(), std::string("4/7"));
    QVERIFY(fixture.log.applied() == Index(3));
    fixture.log.appliedTo(Index(6), 3 * kEntrySize);
    QVERIFY(fixture.log.applied() == Index(6));
    QVERIFY(fixture.log.applying() == Index(6));
}

void RaftLogTest::onlyStableEntriesAreHandedOutWhereUnstableOnesMayNot() {
    Fixture fixture;
    fixture.log.commitTo(Index(7));
    QCOMPARE(fixture.nextCommitted(false), std::string("1/4 2/5"));
    fixture.log.acceptApplying(Index(5), 2 * kEntrySize, false);
    QVERIFY(!fixture.log.hasNextCommittedEntries(false));
    QVERIFY(fixture.log.hasNextCommittedEntries(true));
    QVERIFY(fixture.storage.append(entriesFrom(6, {2})).has_value());
    fixture.log.stableTo(idOf(2, 6));
    QCOMPARE(fixture.nextCommitted(false), std::string("2/6"));
}

void RaftLogTest::nothingIsHandedOutWhileASnapshotWaits() {
    Fixture fixture;
    fixture.log.restore(std::make_shared<const Snapshot>(snapshotOf(5, 20)));
    fixture.log.append(entriesFrom(21, {5}));
    fixture.log.commitTo(Index(21));
    QVERIFY(!fixture.log.hasNextCommittedEntries(true));
    fixture.log.acceptUnstable();
    QVERIFY(!fixture.log.hasNextCommittedEntries(true));
    fixture.log.stableSnapshotTo(Index(20));
    fixture.log.appliedTo(Index(20), 0);
    QCOMPARE(fixture.nextCommitted(), std::string("5/21"));
}

void RaftLogTest::whatIsBeingAppliedIsLimited_data() {
    QTest::addColumn<quint64>("limit");
    QTest::addColumn<QString>("first");
    QTest::addColumn<QString>("second");
    QTest::newRow("less than one") << quint64{1} << "1/4"
                                   << "2/5";
    QTest::newRow("one") << quint64{kEntrySize} << "1/4"
                         << "2/5";
    QTest::newRow("two") << quint64{2 * kEntrySize} << "1/4 2/5"
                         << "2/6 4/7";
    QTest::newRow("three") << quint64{3 * kEntrySize} << "1/4 2/5 2/6"
                           << "4/7";
}

void RaftLogTest::whatIsBeingAppliedIsLimited() {
    QFETCH(quint64, limit);
    QFETCH(QString, first);
    QFETCH(QString, second);
    Fixture fixture(limit);
    fixture.log.commitTo(Index(7));
    QCOMPARE(fixture.nextCommitted(), first.toStdString());
    const auto count = static_cast<std::uint64_t>(first.count(QLatin1Char('/')));
    fixture.log.acceptApplying(Index(3 + count), count * kEntrySize, true);
    QVERIFY(!fixture.log.hasNextCommittedEntries(true));
    QCOMPARE(fixture.nextCommitted(), std::string());
    fixture.log.appliedTo(Index(3 + count), count * kEntrySize);
    QCOMPARE(fixture.nextCommitted(), second.toStdString());
}

void RaftLogTest::anEntryAboveTheLimitIsAppliedAlone() {
    Fixture fixture(2);
    fixture.log.commitTo(Index(4));
    fixture.log.acceptApplying(Index(4), kEntrySize, true);
    fixture.log.commitTo(Index(5));
    QVERIFY(!fixture.log.hasNextCommittedEntries(true));
    fixture.log.appliedTo(Index(4), kEntrySize);
    QCOMPARE(fixture.nextCommitted(), std::string("2/5"));
}

void RaftLogTest::applyingPausesWhereTheLimitCutTheBatch() {
    Fixture fixture(2 * kEntrySize + 1);
    fixture.log.commitTo(Index(7));
    QCOMPARE(fixture.nextCommitted(), std::string("1/4 2/5"));
    fixture.log.acceptApplying(Index(5), 2 * kEntrySize, true);
    // A byte is left of the limit, but an entry that needs more would pass it.
    QVERIFY(!fixture.log.hasNextCommittedEntries(true));
    fixture.log.appliedTo(Index(4), kEntrySize);
    QCOMPARE(fixture.nextCommitted(), std::string("2/6"));
}

void RaftLogTest::applyingBeforeCommittingBreaksAnInvariant() {
    Fixture fixture;
    fixture.log.commitTo(Index(4));
    QVERIFY_THROWS_EXCEPTION(InvariantViolation,
                             fixture.log.acceptApplying(Index(5), kEntrySize, true));
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, fixture.log.appliedTo(Index(5), kEntrySize));
}

void RaftLogTest::appliedNeverGoesBack() {
    Fixture fixture;
    fixture.log.commitTo(Index(6));
    fixture.log.appliedTo(Index(5), 0);
    QVERIFY(fixture.log.applying() == Index(5));
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, fixture.log.appliedTo(Index(4), 0));
    QVERIFY(fixture.log.applied() == Index(5));
}

void RaftLogTest::aRestoredSnapshotReplacesTheLog() {
    Fixture fixture;
    fixture.log.restore(std::make_shared<const Snapshot>(snapshotOf(3, 6)));
    QVERIFY(fixture.log.committed() == Index(6));
    QVERIFY(fixture.log.applied() == Index(3));
    QVERIFY(fixture.log.lastEntryId() == idOf(3, 6));
    fixture.log.append(entriesFrom(7, {3}));
    QCOMPARE(fixture.all(), std::string("3/7"));
}

void RaftLogTest::theUnstableSnapshotComesFirst() {
    Fixture fixture;
    QVERIFY((*fixture.log.snapshot())->metadata.index == Index(3));
    fixture.log.restore(std::make_shared<const Snapshot>(snapshotOf(3, 6)));
    QVERIFY((*fixture.log.snapshot())->metadata.index == Index(6));
}

QTEST_APPLESS_MAIN(RaftLogTest)
#include "tst_raft_log.moc"
