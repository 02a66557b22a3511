// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <string>

#include "engine/base/invariant.h"
#include "engine/raft/progress.h"
#include "engine/raft/progress_tracker.h"
#include "tests/unit/raft_values.h"

using quorate::InvariantViolation;
using quorate::raft::IdSet;
using quorate::raft::Index;
using quorate::raft::Inflights;
using quorate::raft::kNoLimit;
using quorate::raft::NodeId;
using quorate::raft::Progress;
using quorate::raft::ProgressMap;
using quorate::raft::ProgressState;
using quorate::raft::ProgressTracker;
using quorate::raft::VoteResult;
using quorate::tests::idsOf;

namespace {

/// Probed from `next` on; at most two messages may be in flight.
Progress probing(std::uint64_t match, std::uint64_t next) {
    return {Index(match), Index(next), Inflights(2, kNoLimit), false, true};
}

Progress replicating(std::uint64_t match) {
    Progress progress = probing(match, match + 1);
    progress.becomeReplicate();
    return progress;
}

/// Three voters 1, 2 and 3 and a learner 4.
ProgressTracker threeVotersAndALearner() {
    ProgressTracker tracker({2, kNoLimit});
    tracker.config.voters.incoming.voters = IdSet(idsOf({1, 2, 3}));
    tracker.config.learners = IdSet(idsOf({4}));
    for (const NodeId id : idsOf({1, 2, 3, 4})) {
        tracker.progress.insert(
            id, Progress(Index(0), Index(1), tracker.newInflights(), id == NodeId(4), false));
    }
    return tracker;
}

}  // namespace

class ProgressTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aProbePausesAfterEntriesAndNotAfterAnEmptyAppend();
    void anAnswerResumesAProbe();
    void replicationIsOptimisticUpToTheInflightLimit();
    void withAFullWindowAnEmptyAppendPausesAgain();
    void aMemberThatWaitsForASnapshotIsSentNothing();
    void anAcknowledgementMovesMatchAndNext();
    void anOldAcknowledgementIsNoNews();
    void aRejectionWhileReplicatingGoesBackBehindTheMatch();
    void aRejectionOfWhatIsAcknowledgedIsOutOfDate();
    void aRejectedProbeGoesBackToTheHint_data();
    void aRejectedProbeGoesBackToTheHint();
    void aRejectionOfAnotherProbeIsOutOfDate();
    void probingAfterASnapshotStartsBehindIt();
    void probingAfterAFailedSnapshotStartsBehindTheMatch();
    void becomingReplicateStartsBehindTheMatch();
    void enteringAStateForgetsWhatIsInFlight();
    void aCommitIndexIsSentOnceOnly();
    void aCommitIndexThatCannotMoveTheMemberIsNotSentEagerly();
    void goingBackForgetsTheCommitIndexesThatWereLost();
    void echoesOnlyCountForward();
    void theTextShowsOnlyWhatHolds_data();
    void theTextShowsOnlyWhatHolds();

    void membersAreKeptInTheOrderOfTheirIds();
    void aQuorumThatWasHeardOfIsOneOfVoters();
    void theFirstVoteOfAMemberCounts();
    void theCommitIndexIsThatOfTheVoters();
    void theVotersThatAcknowledgedAnIndexAreNamed();
};

void ProgressTest::aProbePausesAfterEntriesAndNotAfterAnEmptyAppend() {
    Progress progress = probing(0, 5);
    progress.sentEntries(0, 0);
    QVERIFY(!progress.isPaused());
    progress.sentEntries(3, 30);
    QVERIFY(progress.isPaused());
    QVERIFY(progress.next() == Index(5));
    QCOMPARE(progress.inflights().count(), std::size_t{0});
}

void ProgressTest::anAnswerResumesAProbe() {
    Progress progress = probing(0, 5);
    progress.sentEntries(1, 1);
    progress.resumeFlow();
    QVERIFY(!progress.isPaused());
    progress.pauseFlow();
    QVERIFY(progress.isPaused());
    QVERIFY(progress.maybeUpdate(Index(4)));
    QVERIFY(!progress.isPaused());
}

void ProgressTest::replicationIsOptimisticUpToTheInflightLimit() {
    Progress progress = replicating(4);
    progress.sentEntries(3, 30);
    QVERIFY(progress.next() == Index(8));
    QVERIFY(!progress.isPaused());
    progress.sentEntries(1, 10);
    QVERIFY(progress.next() == Index(9));
    QVERIFY(progress.isPaused());
    QCOMPARE(progress.inflights().bytes(), std::uint64_t{40});
    QVERIFY(progress.maybeUpdate(Index(7)));
    progress.freeInflightsUpTo(Index(7));
    QCOMPARE(progress.inflights().count(), std::size_t{1});
    QVERIFY(!progress.isPaused());
}

void ProgressTest::withAFullWindowAnEmptyAppendPausesAgain() {
    Progress progress = replicating(4);
    progress.sentEntries(0, 0);
    QVERIFY(!progress.isPaused());
    progress.sentEntries(1, 1);
    progress.sentEntries(1, 1);
    progress.resumeFlow();  // a heartbeat was answered
    QVERIFY(!progress.isPaused());
    progress.sentEntries(0, 0);
    QVERIFY(progress.isPaused());
    QVERIFY(progress.next() == Index(7));
}

void ProgressTest::aMemberThatWaitsForASnapshotIsSentNothing() {
    Progress progress = probing(0, 5);
    progress.becomeSnapshot(Index(20));
    QVERIFY(progress.isPaused());
    progress.resumeFlow();
    QVERIFY(progress.isPaused());
    QVERIFY(progress.next() == Index(21));
    QVERIFY_THROWS_EXCEPTION(InvariantViolation, progress.sentEntries(1, 1));
}

void ProgressTest::anAcknowledgementMovesMatchAndNext() {
    Progress progress = probing(4, 8);
    QVERIFY(progress.maybeUpdate(Index(5)));
    QVERIFY(progress.match() == Index(5));
    QVERIFY(progress.next() == Index(8));  // never back
    QVERIFY(progress.maybeUpdate(Index(9)));
    QVERIFY(progress.next() == Index(10));
}

void ProgressTest::anOldAcknowledgementIsNoNews() {
    Progress progress = probing(4, 8);
    progress.sentEntries(1, 1);
    QVERIFY(!progress.maybeUpdate(Index(4)));
    QVERIFY(!progress.maybeUpdate(Index(3)));
    QVERIFY(progress.match() == Index(4));
    QVERIFY(progress.isPaused());
}

void ProgressTest::aRejectionWhileReplicatingGoesBackBehindTheMatch() {
    Progress progress = replicating(4);
    progress.sentEntries(5, 5);
    QVERIFY(progress.maybeDecreaseTo(Index(9), Index(7)));
    QVERIFY(progress.next() == Index(5));
}

void ProgressTest::aRejectionOfWhatIsAcknowledgedIsOutOfDate() {
    Progress progress = replicating(4);
    progress.sentEntries(5, 5);
    QVERIFY(!progress.maybeDecreaseTo(Index(4), Index(4)));
    QVERIFY(!progress.maybeDecreaseTo(Index(3), Index(4)));
    QVERIFY(progress.next() == Index(10));
}

void ProgressTest::aRejectedProbeGoesBackToTheHint_data() {
    QTest::addColumn<quint64>("match");
    QTest::addColumn<quint64>("hint");
    QTest::addColumn<quint64>("next");
    QTest::newRow("behind the hint") << quint64{0} << quint64{2} << quint64{3};
    QTest::newRow("at least one back") << quint64{0} << quint64{9} << quint64{9};
    QTest::newRow("a hint beyond") << quint64{0} << quint64{100} << quint64{9};
    QTest::newRow("to the very start") << quint64{0} << quint64{0} << quint64{1};
    QTest::newRow("never before the match") << quint64{6} << quint64{2} << quint64{7};
}

void ProgressTest::aRejectedProbeGoesBackToTheHint() {
    QFETCH(quint64, match);
    QFETCH(quint64, hint);
    QFETCH(quint64, next);
    Progress progress = probing(match, 10);
    progress.sentEntries(1, 1);
    QVERIFY(progress.maybeDecreaseTo(Index(9), Index(hint)));
    QCOMPARE(quint64{progress.next().value()}, next);
    QVERIFY(!progress.isPaused());
}

void ProgressTest::aRejectionOfAnotherProbeIsOutOfDate() {
    Progress progress = probing(0, 10);
    progress.sentEntries(1, 1);
    for (const std::uint64_t rejected : {8U, 10U}) {
        QVERIFY(!progress.maybeDecreaseTo(Index(rejected), Index(2)));
        QVERIFY(progress.next() == Index(10));
        QVERIFY(progress.isPaused());
    }
}

void ProgressTest::probingAfterASnapshotStartsBehindIt() {
    Progress progress = probing(4, 8);
    progress.becomeSnapshot(Index(20));
    progress.becomeProbe();
    QVERIFY(progress.next() == Index(21));
    QVERIFY(progress.pendingSnapshot() == Index(0));
    QVERIFY(!progress.isPaused());

    progress.becomeSnapshot(Index(20));
    QVERIFY(progress.maybeUpdate(Index(30)));
    progress.becomeProbe();
    QVERIFY(progress.next() == Index(31));
}

void ProgressTest::probingAfterAFailedSnapshotStartsBehindTheMatch() {
    Progress progress = probing(4, 8);
    progress.becomeSnapshot(Index(20));
    progress.forgetPendingSnapshot();
    progress.becomeProbe();
    QVERIFY(progress.next() == Index(5));
}

void ProgressTest::becomingReplicateStartsBehindTheMatch() {
    Progress progress = probing(4, 8);
    progress.sentEntries(1, 1);
    progress.becomeReplicate();
    QVERIFY(progress.next() == Index(5));
    QVERIFY(!progress.isPaused());
    QVERIFY(progress.state() == ProgressState::Replicate);
}

void ProgressTest::enteringAStateForgetsWhatIsInFlight() {
    Progress progress = replicating(4);
    progress.sentEntries(1, 1);
    progress.sentEntries(1, 1);
    progress.becomeProbe();
    QCOMPARE(progress.inflights().count(), std::size_t{0});
    QVERIFY(!progress.isPaused());
    QVERIFY(progress.next() == Index(5));
}

void ProgressTest::aCommitIndexIsSentOnceOnly() {
    Progress progress = replicating(4);
    progress.sentEntries(5, 5);
    QVERIFY(progress.canBumpCommit(Index(6)));
    progress.sentCommit(Index(6));
    QVERIFY(!progress.canBumpCommit(Index(6)));
    QVERIFY(!progress.canBumpCommit(Index(5)));
    QVERIFY(progress.canBumpCommit(Index(7)));
}

void ProgressTest::aCommitIndexThatCannotMoveTheMemberIsNotSentEagerly() {
    Progress progress = replicating(4);
    progress.sentEntries(5, 5);
    progress.sentCommit(Index(9));  // up to the last entry that was sent
    QVERIFY(!progress.canBumpCommit(Index(12)));
    progress.sentEntries(1, 1);
    QVERIFY(progress.canBumpCommit(Index(12)));
}

void ProgressTest::goingBackForgetsTheCommitIndexesThatWereLost() {
    Progress replicate = replicating(4);
    replicate.sentEntries(5, 5);
    replicate.sentCommit(Index(9));
    QVERIFY(replicate.maybeDecreaseTo(Index(9), Index(4)));
    replicate.becomeReplicate();
    replicate.sentEntries(5, 5);
    QVERIFY(replicate.canBumpCommit(Index(5)));
    QVERIFY(!replicate.canBumpCommit(Index(4)));

    Progress probe = probing(0, 10);
    probe.sentCommit(Index(9));
    QVERIFY(probe.maybeDecreaseTo(Index(9), Index(2)));
    QVERIFY(!probe.canBumpCommit(Index(9)));  // it was told all that it may have
    QVERIFY(probe.maybeUpdate(Index(9)));
    QVERIFY(probe.canBumpCommit(Index(3)));

    Progress unreachable = replicating(4);
    unreachable.sentEntries(5, 5);
    unreachable.sentCommit(Index(9));
    unreachable.becomeProbe();
    QVERIFY(unreachable.maybeUpdate(Index(9)));
    QVERIFY(unreachable.canBumpCommit(Index(5)));

    Progress snapshot = probing(0, 10);
    snapshot.becomeSnapshot(Index(20));
    QVERIFY(snapshot.maybeUpdate(Index(22)));
    QVERIFY(snapshot.canBumpCommit(Index(21)));
    QVERIFY(!snapshot.canBumpCommit(Index(20)));
}

void ProgressTest::echoesOnlyCountForward() {
    Progress progress = probing(0, 1);
    QCOMPARE(progress.echoedTick(), std::uint64_t{0});
    progress.echoed(5);
    progress.echoed(3);
    QCOMPARE(progress.echoedTick(), std::uint64_t{5});
}

void ProgressTest::theTextShowsOnlyWhatHolds_data() {
    QTest::addColumn<QString>("actual");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* expected, const Progress& progress) {
        QTest::newRow(expected) << QString::fromStdString(toString(progress)) << expected;
    };
    row("StateProbe match=0 next=5", probing(0, 5));
    Progress progress = probing(2, 5);
    progress.setLearner(true);
    progress.setRecentlyActive(false);
    progress.pauseFlow();
    row("StateProbe match=2 next=5 learner paused inactive", progress);
    progress.becomeSnapshot(Index(20));
    progress.setRecentlyActive(true);
    row("StateSnapshot match=2 next=21 learner paused pendingSnap=20", progress);
    progress = replicating(4);
    progress.sentEntries(1, 1);
    row("StateReplicate match=4 next=6 inflight=1", progress);
    progress.sentEntries(1, 1);
    row("StateReplicate match=4 next=7 paused inflight=2[full]", progress);
}

void ProgressTest::theTextShowsOnlyWhatHolds() {
    QFETCH(QString, actual);
    QFETCH(QString, expected);
    QCOMPARE(actual, expected);
}

void ProgressTest::membersAreKeptInTheOrderOfTheirIds() {
    ProgressMap members;
    for (const NodeId id : idsOf({5, 1, 3, 1})) {
        members.insert(id, probing(id.value(), 100));
    }
    members.insert(NodeId(3), probing(33, 100));  // replaced
    std::string text;
    for (const auto& [id, progress] : members) {
        text += std::to_string(id.value()) + ":" + toString(progress.match()) + " ";
    }
    QCOMPARE(text, std::string("1:1 3:33 5:5 "));
    members.erase(NodeId(3));
    members.erase(NodeId(4));
    QCOMPARE(members.size(), std::size_t{2});
    QVERIFY(members.find(NodeId(3)) == nullptr);
    QVERIFY(members.contains(NodeId(5)));
}

void ProgressTest::aQuorumThatWasHeardOfIsOneOfVoters() {
    ProgressTracker tracker = threeVotersAndALearner();
    QVERIFY(!tracker.isQuorumActive());
    tracker.progress.find(NodeId(1))->setRecentlyActive(true);
    tracker.progress.find(NodeId(4))->setRecentlyActive(true);
    QVERIFY(!tracker.isQuorumActive());
    tracker.progress.find(NodeId(2))->setRecentlyActive(true);
    QVERIFY(tracker.isQuorumActive());
}

void ProgressTest::theFirstVoteOfAMemberCounts() {
    ProgressTracker tracker = threeVotersAndALearner();
    tracker.recordVote(NodeId(2), false);
    tracker.recordVote(NodeId(2), true);
    tracker.recordVote(NodeId(4), true);  // a learner's
    tracker.recordVote(NodeId(1), true);
    QCOMPARE(tracker.tallyVotes(), VoteResult::Pending);
    QVERIFY(tracker.vote(NodeId(2)) == false);
    QVERIFY(!tracker.vote(NodeId(3)).has_value());
    QCOMPARE(tracker.votes().size(), std::size_t{3});
    tracker.recordVote(NodeId(3), true);
    QCOMPARE(tracker.tallyVotes(), VoteResult::Won);
    tracker.resetVotes();
    QCOMPARE(tracker.tallyVotes(), VoteResult::Pending);
    tracker.recordVote(NodeId(1), false);
    tracker.recordVote(NodeId(3), false);
    QCOMPARE(tracker.tallyVotes(), VoteResult::Lost);
}

void ProgressTest::theCommitIndexIsThatOfTheVoters() {
    ProgressTracker tracker = threeVotersAndALearner();
    tracker.progress.find(NodeId(1))->maybeUpdate(Index(9));
    tracker.progress.find(NodeId(2))->maybeUpdate(Index(7));
    tracker.progress.find(NodeId(4))->maybeUpdate(Index(9));
    QVERIFY(tracker.committedIndex() == Index(7));
    tracker.config.voters.incoming.voters.insert(NodeId(8));  // not tracked: has nothing
    QVERIFY(tracker.committedIndex() == Index(0));
}

void ProgressTest::theVotersThatAcknowledgedAnIndexAreNamed() {
    ProgressTracker tracker = threeVotersAndALearner();
    tracker.progress.find(NodeId(1))->maybeUpdate(Index(9));
    tracker.progress.find(NodeId(3))->maybeUpdate(Index(7));
    tracker.progress.find(NodeId(4))->maybeUpdate(Index(9));
    QVERIFY(tracker.acknowledgedBy(Index(7)) == idsOf({1, 3}));
    QVERIFY(tracker.acknowledgedBy(Index(8)) == idsOf({1}));
    QVERIFY(tracker.acknowledgedBy(Index(10)).empty());
}

QTEST_APPLESS_MAIN(ProgressTest)
#include "tst_progress.moc"
