// SPDX-License-Identifier: Apache-2.0
// The checks of what Raft promises: each sees the violation that it is there for, by way of events.
#include <QTest>

#include <string_view>

#include "tests/stage/seen_violation.h"

namespace trace = quorate::raft::trace;
using namespace quorate::observe;  // NOLINT(google-build-using-namespace)
using quorate::raft::Index;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::Term;
using quorate::stage::CheckLimits;
using quorate::test::ClusterStory;
using quorate::test::entryId;
using quorate::test::hardState;
using quorate::test::sees;

namespace {

/// Nodes 1 and 2 are the voters, and 1, 3 and 4 were.
quorate::raft::ConfState jointMembers() {
    quorate::raft::ConfState members;
    members.voters = {NodeId(1), NodeId(2)};
    members.votersOutgoing = {NodeId(1), NodeId(3), NodeId(4)};
    return members;
}

}  // namespace

class SafetyChecksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void electionSafetySeesTwoLeadersOfATerm();
    void electionSafetySeesALeaderThatForgotThatItLed();
    void electionQuorumSeesALeaderWithoutAMajority();
    void electionQuorumSeesALeaderWithoutTheOutgoingHalf();
    void leaderAppendOnlySeesAnOverwrittenEntry();
    void leaderAppendOnlySeesATruncatedLog();
    void logMatchingSeesATermInAnotherPlace();
    void logMatchingSeesAnotherContent();
    void logMatchingComparesAgainAfterATruncation();
    void leaderCompletenessSeesALeaderWithoutACommittedEntry();
    void stateMachineSafetySeesAnotherLogCommitted();
    void stateMachineSafetySeesAnUncommittedEntryApplied();
    void stateMachineSafetySeesASnapshotOfAnotherLog();
    void stateAgreementSeesAnotherState();
    void stateAgreementSeesAnotherStateAfterARestart();
    void currentTermCommitSeesACommitByCountingInAnEarlierTerm();
    void quorumCommitSeesACommitWithoutAQuorumOfDisks();
    void quorumCommitSeesACommitWithoutTheOutgoingHalf();
    void confChangeInFlightSeesASecondOne();
    void readLinearizabilitySeesAReadOfThePast();
    void readLinearizabilitySeesAReadOfWhatIsNotCommitted();
    void queueBoundsSeesTooManyProposals();
    void queueBoundsSeesTooManyReads();
    void queueBoundsSeesTooManyAppendsInFlight();
};

void SafetyChecksTest::electionSafetySeesTwoLeadersOfATerm() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.lead(1, 2);
    QVERIFY(!story.violationOf("ElectionSafety"));
    story.lead(3, 2);
    sees(story, "ElectionSafety");
}

void SafetyChecksTest::electionSafetySeesALeaderThatForgotThatItLed() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(1);
    story.start(1, {{2, 2, 2}, hardState(2, 1), {}, 0, 0, {}});
    QVERIFY2(story.isClean(), story.firstText());
    story.lead(1, 2);
    sees(story, "ElectionSafety");
}

void SafetyChecksTest::electionQuorumSeesALeaderWithoutAMajority() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.elect(2, 3, {}, entryId(2, 3));
    sees(story, "ElectionQuorum");
    QVERIFY(story.violationOf("ElectionQuorum")->node == NodeId(2));
}

void SafetyChecksTest::electionQuorumSeesALeaderWithoutTheOutgoingHalf() {
    for (const bool hasBoth : {true, false}) {
        ClusterStory story;
        for (std::uint64_t node = 1; node <= 4; ++node) {
            story.start(node, {{}, {}, jointMembers(), 0, 0, {}});
        }
        if (hasBoth) {
            story.elect(1, 2, {2, 3}, {});
            QVERIFY2(story.isClean(), story.firstText());
        } else {
            story.elect(1, 2, {2}, {});
            sees(story, "ElectionQuorum");
        }
    }
}

void SafetyChecksTest::leaderAppendOnlySeesAnOverwrittenEntry() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(1, 4, 2, 2);
    QVERIFY2(story.isClean(), story.firstText());
    story.append(1, 5, 1, 2);
    sees(story, "LeaderAppendOnly");
}

void SafetyChecksTest::leaderAppendOnlySeesATruncatedLog() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.tell(1, trace::LogTruncated{Index(3), Index(3)}, 2);
    sees(story, "LeaderAppendOnly");
}

void SafetyChecksTest::logMatchingSeesATermInAnotherPlace() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 1, 3);
    QVERIFY2(story.isClean(), story.firstText());
    story.append(3, 4, 1, 2);
    story.append(3, 5, 1, 3);
    sees(story, "LogMatching");
    QVERIFY(story.violationOf("LogMatching")->entries.front() == entryId(3, 5));
}

void SafetyChecksTest::logMatchingSeesAnotherContent() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(1, 4, 1, 2);
    story.append(1, 5, 3, 2);
    story.append(2, 4, 4, 2);
    QVERIFY2(story.isClean(), story.firstText());
    story.append(3, 4, 4, 2, EntryKind::Normal, 1);
    sees(story, "LogMatching");
}

void SafetyChecksTest::logMatchingComparesAgainAfterATruncation() {
    ClusterStory story;
    story.threeMembersAtWork();
    // Node 2 has a tail of a leader that is gone, cut off in the midst of what came at once.
    story.append(2, 4, 3, 3);
    story.tell(2, trace::LogTruncated{Index(5), Index(6)}, 4);
    for (const std::uint64_t node : {1U, 3U, 2U}) {
        story.append(node, node == 2 ? 5 : 4, node == 2 ? 1 : 2, 4);
    }
    sees(story, "LogMatching");
    ClusterStory other;
    other.threeMembersAtWork();
    other.append(2, 4, 3, 3);
    other.append(2, 4, 1, 4);
    other.append(2, 5, 1, 4, EntryKind::Normal, 1);
    QVERIFY2(other.isClean(), other.firstText());
    other.append(3, 4, 2, 4);
    sees(other, "LogMatching");
}

void SafetyChecksTest::leaderCompletenessSeesALeaderWithoutACommittedEntry() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(1, 4, 1, 2);
    story.append(2, 4, 1, 2);
    story.synced(1, hardState(2, 1), entryId(2, 4));
    story.synced(2, hardState(2, 1), entryId(2, 4));
    story.commit(1, 4, 2);
    QVERIFY2(story.isClean(), story.firstText());
    story.elect(3, 3, {2}, entryId(2, 3));
    sees(story, "LeaderCompleteness");
}

void SafetyChecksTest::stateMachineSafetySeesAnotherLogCommitted() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(1, 4, 1, 2);
    story.synced(1, hardState(2, 1), entryId(2, 4));
    story.append(2, 4, 1, 2);
    story.synced(2, hardState(2, 1), entryId(2, 4));
    story.commit(1, 4, 2);
    story.append(3, 4, 1, 3);
    QVERIFY2(story.isClean(), story.firstText());
    story.commit(3, 4, 3);
    sees(story, "StateMachineSafety");
}

void SafetyChecksTest::stateMachineSafetySeesAnUncommittedEntryApplied() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(1, 4, 1, 2);
    story.apply(1, 4);
    sees(story, "StateMachineSafety");
    sees(story, "CommitMonotony");
}

void SafetyChecksTest::stateMachineSafetySeesASnapshotOfAnotherLog() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.start(4);
    const auto restored = [](std::uint64_t term) {
        return trace::SnapshotEvent{trace::SnapshotStep::Restored, NodeId(1), Index(3), Term(term)};
    };
    story.tell(4, restored(2), 2);
    QVERIFY2(story.isClean(), story.firstText());
    story.start(5);
    story.tell(5, restored(1), 2);
    sees(story, "StateMachineSafety");
}

void SafetyChecksTest::stateAgreementSeesAnotherState() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.apply(2, 3, 333);
    QVERIFY2(story.isClean(), story.firstText());
    story.apply(2, 3, 334);
    sees(story, "StateAgreement");
}

void SafetyChecksTest::stateAgreementSeesAnotherStateAfterARestart() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(2, 1, 3), {}, 3, 777, {}});
    sees(story, "StateAgreement");
}

void SafetyChecksTest::currentTermCommitSeesACommitByCountingInAnEarlierTerm() {
    ClusterStory story;
    story.threeMembersAtWork();
    for (std::uint64_t node = 1; node <= 3; ++node) {
        story.append(node, 4, 1, 2);
        story.synced(node, hardState(2, 1), entryId(2, 4));
    }
    story.elect(2, 3, {3}, entryId(2, 4));
    QVERIFY2(story.isClean(), story.firstText());
    story.commit(2, 4, 3);
    sees(story, "CurrentTermCommit");
}

void SafetyChecksTest::quorumCommitSeesACommitWithoutAQuorumOfDisks() {
    ClusterStory story;
    story.threeMembersAtWork();
    for (std::uint64_t node = 1; node <= 3; ++node) {
        story.append(node, 4, 2, 2);
    }
    story.synced(1, hardState(2, 1), entryId(2, 5));
    story.synced(3, hardState(2, 1), entryId(2, 4));
    story.commit(1, 4, 2);
    QVERIFY2(story.isClean(), story.firstText());
    story.commit(1, 5, 2);
    sees(story, "QuorumCommit");
}

void SafetyChecksTest::quorumCommitSeesACommitWithoutTheOutgoingHalf() {
    ClusterStory story;
    for (std::uint64_t node = 1; node <= 4; ++node) {
        story.start(node, {{}, {}, jointMembers(), 0, 0, {}});
    }
    story.elect(1, 2, {2, 3}, {});
    for (std::uint64_t node = 1; node <= 3; ++node) {
        story.append(node, 1, 1, 2);
        story.append(node, 2, 1, 2);
    }
    story.synced(1, hardState(2, 1), entryId(2, 2));
    story.synced(2, hardState(2, 1), entryId(2, 2));
    story.synced(3, hardState(2, 1), entryId(2, 1));
    story.synced(4, hardState(2, 1), {});
    story.commit(1, 1, 2);
    QVERIFY2(story.isClean(), story.firstText());
    story.commit(1, 2, 2);
    sees(story, "QuorumCommit");
}

void SafetyChecksTest::confChangeInFlightSeesASecondOne() {
    ClusterStory story;
    story.threeMembersAtWork();
    for (std::uint64_t node = 1; node <= 3; ++node) {
        story.append(node, 4, 1, 2, EntryKind::ConfChange);
        story.synced(node, hardState(2, 1), entryId(2, 4));
    }
    story.commit(1, 4, 2);
    story.apply(1, 4);
    story.append(1, 5, 1, 2, EntryKind::ConfChange);
    QVERIFY2(story.isClean(), story.firstText());
    story.append(1, 6, 1, 2, EntryKind::ConfChange);
    sees(story, "ConfChangeInFlight");
}

void SafetyChecksTest::readLinearizabilitySeesAReadOfThePast() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.tell(3, ReadQueued{1, {}, ReadConsistency::Local});
    story.tell(3, ReadQueued{2, {}, ReadConsistency::Linearizable});
    story.tell(3, ReadConfirmed{1, {}, Index(1)});
    story.tell(3, ReadConfirmed{2, {}, Index(3)});
    story.tell(3, ReadAnswered{2, {}, Outcome::Done, {}, 10});
    QVERIFY2(story.isClean(), story.firstText());
    story.tell(3, ReadQueued{3, {}, ReadConsistency::Linearizable});
    story.tell(3, ReadConfirmed{3, {}, Index(2)});
    sees(story, "ReadLinearizability");
}

void SafetyChecksTest::readLinearizabilitySeesAReadOfWhatIsNotCommitted() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.tell(3, ReadQueued{3, {}, ReadConsistency::Linearizable});
    story.tell(3, ReadConfirmed{3, {}, Index(4)});
    sees(story, "ReadLinearizability");
}

void SafetyChecksTest::queueBoundsSeesTooManyProposals() {
    CheckLimits limits;
    limits.pendingProposals = 2;
    ClusterStory story(limits);
    story.start(1);
    story.tell(1, ProposalQueued{});
    story.tell(1, ProposalQueued{});
    story.tell(1, ProposalCompleted{});
    story.tell(1, ProposalQueued{});
    QVERIFY2(story.isClean(), story.firstText());
    story.tell(1, ProposalQueued{});
    sees(story, "QueueBounds");
}

void SafetyChecksTest::queueBoundsSeesTooManyReads() {
    CheckLimits limits;
    limits.pendingReads = 2;
    ClusterStory story(limits);
    story.start(1);
    story.tell(1, ReadQueued{1, {}, ReadConsistency::Local});
    story.tell(1, ReadQueued{2, {}, ReadConsistency::Linearizable});
    story.crash(1);
    story.start(1);
    story.tell(1, ReadQueued{1, {}, ReadConsistency::Lease});
    story.tell(1, ReadQueued{2, {}, ReadConsistency::Linearizable});
    QVERIFY2(story.isClean(), story.firstText());
    story.tell(1, ReadQueued{3, {}, ReadConsistency::Linearizable});
    sees(story, "QueueBounds");
}

void SafetyChecksTest::queueBoundsSeesTooManyAppendsInFlight() {
    CheckLimits limits;
    limits.inflightMessages = 2;
    ClusterStory story(limits);
    story.threeMembersAtWork();
    const auto send = [&story](std::uint64_t index) {
        MessageSent sent;
        sent.message.type = MessageType::App;
        sent.message.to = NodeId(2);
        sent.message.entries = EntryRuns(Index(index));
        sent.message.entries.append({1, Term(2), EntryKind::Normal});
        story.tell(1, sent, 2);
    };
    using quorate::raft::ProgressState;
    story.tell(1, trace::ProgressChanged{NodeId(2), ProgressState::Probe, ProgressState::Replicate,
                                         Index(3), Index(4)});
    send(4);
    send(5);
    story.tell(1, trace::MatchAdvanced{NodeId(2), Index(4)});
    send(6);
    QVERIFY2(story.isClean(), story.firstText());
    send(7);
    sees(story, "QueueBounds");
}

QTEST_APPLESS_MAIN(SafetyChecksTest)
#include "tst_safety_checks.moc"
