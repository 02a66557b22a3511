// SPDX-License-Identifier: Apache-2.0
// Every check of a cluster sees the violation that it is there for, by way of events, and nothing
// where all is well.
#include <QTest>

#include <set>
#include <string_view>

#include "engine/base/invariant.h"
#include "tests/stage/cluster_story.h"
#include "tests/unit/observed_group.h"

namespace trace = quorate::raft::trace;
using namespace quorate::observe;  // NOLINT(google-build-using-namespace)
using quorate::raft::Index;
using quorate::raft::kNoNode;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::Role;
using quorate::raft::Term;
using quorate::stage::CheckLimits;
using quorate::stage::CheckReport;
using quorate::stage::Violation;
using quorate::test::ClusterStory;
using quorate::test::entryId;
using quorate::test::hardState;
using quorate::test::ObservedGroup;

namespace {

/// Nodes 1 and 2 are the voters, and 1, 3 and 4 were.
quorate::raft::ConfState jointMembers() {
    quorate::raft::ConfState members;
    members.voters = {NodeId(1), NodeId(2)};
    members.votersOutgoing = {NodeId(1), NodeId(3), NodeId(4)};
    return members;
}

}  // namespace

class ClusterChecksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aClusterAtWorkPassesAllChecks();
    void coresAtRandomPassAllChecks_data();
    void coresAtRandomPassAllChecks();
    void aViolationSaysWhereItWasSeen();
    void aCheckThatIsSwitchedOffSaysSo();
    void aLongRunIsForgottenAndNotHeldAgainstAnybody();
    void aRecordingThatBeginsInTheMidstIsNotHeldAgainstAnybody();

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
    void voteOnceSeesASecondVoteAfterACrash();
    void voteOnceSeesALeaderThatVotedForAnother();
    void termMonotonySeesADurableTermGoBack();
    void termMonotonySeesATermGoBackInOneLife();
    void commitMonotonySeesTheCommitIndexGoBack();
    void commitMonotonySeesTheRevisionGoBack();
    void durabilitySeesALostEntry();
    void durabilitySeesALostVote();
    void durabilitySeesADiskThatLosesACommittedEntry();
    void durabilitySeesWhatACrashTook();
    void durabilityExcusesATailThatWasBeingReplaced();
    void aWipedDiskLosesWhatItHeldButNotItsVotes();
    void durablePromiseSeesAVoteBeforeItsWrite();
    void durablePromiseSeesAnAcknowledgementBeforeItsWrite();
    void durablePromiseSeesACampaignBeforeItsLogIsWritten();
    void durablePromiseLetsARequestGoWhoseCampaignIsOver();
    void durablePromiseSeesALeaderBeforeItsVoteIsWritten();
    void currentTermCommitSeesACommitByCountingInAnEarlierTerm();
    void quorumCommitSeesACommitWithoutAQuorumOfDisks();
    void quorumCommitSeesACommitWithoutTheOutgoingHalf();
    void confChangeInFlightSeesASecondOne();
    void readLinearizabilitySeesAReadOfThePast();
    void readLinearizabilitySeesAReadOfWhatIsNotCommitted();
    void queueBoundsSeesTooManyProposals();
    void queueBoundsSeesTooManyReads();
    void queueBoundsSeesTooManyAppendsInFlight();

private:
    static void sees(const ClusterStory& story, const char* check) {
        const Violation* violation = story.violationOf(check);
        QVERIFY2(violation != nullptr, story.firstText());
        QVERIFY(!violation->text.empty());
    }
};

void ClusterChecksTest::aClusterAtWorkPassesAllChecks() {
    CheckLimits limits;
    limits.pendingProposals = 1;
    limits.pendingReads = 1;
    limits.inflightMessages = 1;
    ClusterStory story(limits);
    story.threeMembersAtWork();
    story.append(1, 4, 1, 2, EntryKind::ConfChange);
    story.tell(1, ProposalQueued{{}, {}, 10});
    story.tell(1, ReadQueued{5, {}, ReadConsistency::Linearizable});
    story.tell(1, ReadConfirmed{5, {}, Index(3)});
    story.tell(1, ReadAnswered{5, {}, Outcome::Done, {}, 10});
    // A follower comes back, and another one takes over.
    story.crash(3);
    story.start(3, {{2, 2, 2}, hardState(2, 1, 3), {}, 3, 333, {}});
    story.crash(1);
    story.elect(2, 3, {3}, entryId(2, 3));
    story.append(2, 4, 1, 3, EntryKind::Empty);
    story.synced(2, hardState(3, 2, 3), entryId(3, 4));
    story.append(3, 4, 1, 3, EntryKind::Empty);
    story.synced(3, hardState(3, 2, 3), entryId(3, 4));
    story.commit(2, 4, 3);
    // The old leader must give up its last entry.
    story.start(1, {{2, 2, 2}, hardState(2, 1, 3), {}, 0, 0, {}});
    story.append(1, 4, 1, 3, EntryKind::Empty);
    story.commit(1, 4, 3);
    QVERIFY2(story.isClean(), story.firstText());
    for (const CheckReport& report : story.verdicts().checks()) {
        QVERIFY2(report.exercised > 0, std::string(report.name).c_str());
        QCOMPARE(report.violated, std::uint64_t{0});
        QVERIFY(report.isEnabled);
    }
}

void ClusterChecksTest::coresAtRandomPassAllChecks_data() {
    QTest::addColumn<bool>("isAsync");
    QTest::newRow("writes one after the other") << false;
    QTest::newRow("writes beside the core") << true;
}

void ClusterChecksTest::coresAtRandomPassAllChecks() {
    QFETCH(const bool, isAsync);
    CheckLimits limits;
    limits.inflightMessages = 3;
    std::set<std::string_view> exercised;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        ClusterStory story(limits);
        ObservedGroup group(seed, isAsync, story);
        for (int i = 0; i < 10'000 && story.isClean(); ++i) {
            group.step();
        }
        QVERIFY2(story.isClean(), story.firstText());
        QVERIFY2(group.failure().empty(), group.failure().c_str());
        QVERIFY(group.counts().restarts > 0);
        for (const CheckReport& report : story.verdicts().checks()) {
            if (report.exercised > 0) {
                exercised.insert(report.name);
            }
        }
    }
    // These cores have no state machine, and their runtime tells nothing of reads.
    for (const char* name : {"ElectionSafety", "ElectionQuorum", "LeaderAppendOnly", "LogMatching",
                             "LeaderCompleteness", "StateMachineSafety", "VoteOnce", "TermMonotony",
                             "CommitMonotony", "Durability", "DurablePromise", "CurrentTermCommit",
                             "QuorumCommit", "ConfChangeInFlight", "QueueBounds"}) {
        QVERIFY2(exercised.contains(name), name);
    }
}

void ClusterChecksTest::aViolationSaysWhereItWasSeen() {
    ClusterStory story;
    story.start(1);
    story.synced(1, hardState(4, 0), {});
    story.synced(1, hardState(3, 0), {});
    const Violation* violation = story.violationOf("TermMonotony");
    QVERIFY(violation != nullptr);
    QVERIFY(violation->node == NodeId(1));
    QCOMPARE(violation->event.value(), std::uint64_t{4});
    QCOMPARE(violation->moment.nanoseconds(), std::uint64_t{4000});
    QCOMPARE(story.reportOf("TermMonotony")->violated, std::uint64_t{1});
}

void ClusterChecksTest::aCheckThatIsSwitchedOffSaysSo() {
    CheckLimits limits;
    limits.switchedOff = {"TermMonotony"};
    ClusterStory story(limits);
    story.start(1);
    story.synced(1, hardState(4, 0), {});
    story.synced(1, hardState(3, 0), {});
    QVERIFY2(story.isClean(), story.firstText());
    QVERIFY(!story.reportOf("TermMonotony")->isEnabled);
    QCOMPARE(story.reportOf("TermMonotony")->exercised, std::uint64_t{0});
    QVERIFY(story.reportOf("VoteOnce")->isEnabled);
    limits.switchedOff = {"NoSuchCheck"};
    QVERIFY_EXCEPTION_THROWN(ClusterStory{limits}, quorate::InvariantViolation);
}

void ClusterChecksTest::aLongRunIsForgottenAndNotHeldAgainstAnybody() {
    ClusterStory story;
    story.threeMembersAtWork();
    constexpr std::uint64_t kLast = 300'000;
    constexpr std::uint64_t kStep = 10;
    for (std::uint64_t first = 4; first < kLast; first += kStep) {
        story.append(1, first, kStep, 2);
        story.append(2, first, kStep, 2);
        const auto last = entryId(2, first + kStep - 1);
        story.synced(1, hardState(2, 1), last);
        story.synced(2, hardState(2, 1), last);
        story.commit(1, last.index.value(), 2);
        story.apply(1, last.index.value(), first);
    }
    // Node 3 comes late, to other states, but nobody remembers the old ones.
    std::uint64_t last = 0;
    for (std::uint64_t first = 4; first < kLast; first += kStep) {
        last = first + kStep - 1;
        story.append(3, first, kStep, 2);
        story.commit(3, last, 2);
        if (first < kLast - 100'000) {
            story.apply(3, last, first + 1);
        }
    }
    QVERIFY2(story.isClean(), story.firstText());
    story.apply(3, last, 1);
    sees(story, "StateAgreement");
}

void ClusterChecksTest::aRecordingThatBeginsInTheMidstIsNotHeldAgainstAnybody() {
    ClusterStory story;
    // The first one lags behind the others.
    const ClusterStory::Terms full = {1, 1, 3, 3, 3};
    story.start(1, {{1, 1}, hardState(3, 0, 1), {}, 1, 0, {}});
    story.start(2, {full, hardState(3, 2, 4), {}, 4, 0, {}});
    story.start(3, {full, hardState(3, 2, 5), {}, 5, 0, {}});
    story.append(1, 3, 3, 3);
    story.commit(1, 5, 3);
    story.append(2, 6, 1, 3);
    story.append(3, 6, 1, 3);
    story.left(MessageType::AppResp, 3, 2, 3, entryId(0, 6));
    // The others do not know any more what the first one knows.
    ClusterStory later;
    later.start(1, {{1, 1}, hardState(3, 0, 1), {}, 1, 0, {}});
    later.start(2, {{3, 3}, hardState(3, 2, 101), {}, 101, 0, entryId(3, 100)});
    later.start(3, {{3, 3}, hardState(3, 2, 102), {}, 102, 0, entryId(3, 100)});
    later.append(2, 103, 1, 3);
    later.append(3, 103, 1, 3);
    later.commit(3, 103, 3);
    QVERIFY2(later.isClean(), later.firstText());
}

void ClusterChecksTest::electionSafetySeesTwoLeadersOfATerm() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.lead(1, 2);
    QVERIFY(!story.violationOf("ElectionSafety"));
    story.lead(3, 2);
    sees(story, "ElectionSafety");
}

void ClusterChecksTest::electionSafetySeesALeaderThatForgotThatItLed() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(1);
    story.start(1, {{2, 2, 2}, hardState(2, 1), {}, 0, 0, {}});
    QVERIFY2(story.isClean(), story.firstText());
    story.lead(1, 2);
    sees(story, "ElectionSafety");
}

void ClusterChecksTest::electionQuorumSeesALeaderWithoutAMajority() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.elect(2, 3, {}, entryId(2, 3));
    sees(story, "ElectionQuorum");
    QVERIFY(story.violationOf("ElectionQuorum")->node == NodeId(2));
}

void ClusterChecksTest::electionQuorumSeesALeaderWithoutTheOutgoingHalf() {
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

void ClusterChecksTest::leaderAppendOnlySeesAnOverwrittenEntry() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(1, 4, 2, 2);
    QVERIFY2(story.isClean(), story.firstText());
    story.append(1, 5, 1, 2);
    sees(story, "LeaderAppendOnly");
}

void ClusterChecksTest::leaderAppendOnlySeesATruncatedLog() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.tell(1, trace::LogTruncated{Index(3), Index(3)}, 2);
    sees(story, "LeaderAppendOnly");
}

void ClusterChecksTest::logMatchingSeesATermInAnotherPlace() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 1, 3);
    QVERIFY2(story.isClean(), story.firstText());
    story.append(3, 4, 1, 2);
    story.append(3, 5, 1, 3);
    sees(story, "LogMatching");
    QVERIFY(story.violationOf("LogMatching")->entries.front() == entryId(3, 5));
}

void ClusterChecksTest::logMatchingSeesAnotherContent() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(1, 4, 1, 2);
    story.append(1, 5, 3, 2);
    story.append(2, 4, 4, 2);
    QVERIFY2(story.isClean(), story.firstText());
    story.append(3, 4, 4, 2, EntryKind::Normal, 1);
    sees(story, "LogMatching");
}

void ClusterChecksTest::logMatchingComparesAgainAfterATruncation() {
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

void ClusterChecksTest::leaderCompletenessSeesALeaderWithoutACommittedEntry() {
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

void ClusterChecksTest::stateMachineSafetySeesAnotherLogCommitted() {
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

void ClusterChecksTest::stateMachineSafetySeesAnUncommittedEntryApplied() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(1, 4, 1, 2);
    story.apply(1, 4);
    sees(story, "StateMachineSafety");
    sees(story, "CommitMonotony");
}

void ClusterChecksTest::stateMachineSafetySeesASnapshotOfAnotherLog() {
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

void ClusterChecksTest::stateAgreementSeesAnotherState() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.apply(2, 3, 333);
    QVERIFY2(story.isClean(), story.firstText());
    story.apply(2, 3, 334);
    sees(story, "StateAgreement");
}

void ClusterChecksTest::stateAgreementSeesAnotherStateAfterARestart() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(2, 1, 3), {}, 3, 777, {}});
    sees(story, "StateAgreement");
}

void ClusterChecksTest::voteOnceSeesASecondVoteAfterACrash() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(3);
    story.start(3, {{2, 2, 2}, hardState(2, 1, 0), {}, 0, 0, {}});
    story.left(MessageType::VoteResp, 3, 1, 2);
    QVERIFY2(story.isClean(), story.firstText());
    story.left(MessageType::VoteResp, 3, 2, 2);
    sees(story, "VoteOnce");
}

void ClusterChecksTest::voteOnceSeesALeaderThatVotedForAnother() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.lead(2, 2);
    sees(story, "VoteOnce");
}

void ClusterChecksTest::termMonotonySeesADurableTermGoBack() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(1, 0, 3), {}, 0, 0, {}});
    sees(story, "TermMonotony");
    sees(story, "Durability");
}

void ClusterChecksTest::termMonotonySeesATermGoBackInOneLife() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.tell(2, trace::TermChanged{Term(2), Term(5)}, 5);
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(2, 1, 3), {}, 0, 0, {}});
    story.tell(2, trace::TermChanged{Term(2), Term(4)}, 4);
    QVERIFY2(story.isClean(), story.firstText());
    story.tell(2, trace::TermChanged{Term(4), Term(3)}, 3);
    sees(story, "TermMonotony");
}

void ClusterChecksTest::commitMonotonySeesTheCommitIndexGoBack() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(2, 1, 1), {}, 0, 0, {}});
    story.commit(2, 2, 2);
    QVERIFY2(story.isClean(), story.firstText());
    story.commit(2, 1, 2);
    sees(story, "CommitMonotony");
}

void ClusterChecksTest::commitMonotonySeesTheRevisionGoBack() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(2, 1, 3), {}, 0, 0, {}});
    story.apply(2, 3, 333, 9);
    QVERIFY2(story.isClean(), story.firstText());
    story.apply(2, 3, 333, 8);
    sees(story, "CommitMonotony");
}

void ClusterChecksTest::durabilitySeesALostEntry() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 1, 2);
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(2, 1, 3), {}, 0, 0, {}});
    story.crash(2);
    // More than was certain is there.
    story.start(2, {{2, 2, 2, 2}, hardState(2, 1, 3), {}, 0, 0, {}});
    QVERIFY2(story.isClean(), story.firstText());
    story.crash(2);
    story.start(2, {{2, 2}, hardState(2, 1, 3), {}, 0, 0, {}});
    sees(story, "Durability");
}

void ClusterChecksTest::durabilitySeesALostVote() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(2);
    story.start(2, {{2, 2, 2}, hardState(2, 0, 3), {}, 0, 0, {}});
    sees(story, "Durability");
}

void ClusterChecksTest::durabilitySeesADiskThatLosesACommittedEntry() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 1, 2);
    story.synced(2, hardState(2, 1), entryId(2, 4));
    story.append(2, 4, 1, 3);
    story.synced(2, hardState(2, 1), entryId(3, 4));
    QVERIFY2(story.isClean(), story.firstText());
    story.synced(2, hardState(2, 1), entryId(2, 2));
    sees(story, "Durability");
}

void ClusterChecksTest::durabilitySeesWhatACrashTook() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 1, 2);
    story.synced(2, hardState(2, 1), entryId(2, 4));
    story.crash(2);
    story.synced(2, hardState(2, 1), entryId(2, 4));
    QVERIFY2(story.isClean(), story.firstText());
    story.synced(2, hardState(2, 1), entryId(2, 3));
    sees(story, "Durability");
}

void ClusterChecksTest::durabilityExcusesATailThatWasBeingReplaced() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 2, 2);
    story.synced(2, hardState(2, 1), entryId(2, 5));
    story.tell(2, trace::LogTruncated{Index(5), Index(5)}, 3);
    story.append(2, 5, 1, 3);
    story.crash(2);
    // The write that was under way has reached the disk.
    story.start(2, {{2, 2, 2, 2, 3}, hardState(3, 0, 3), {}, 0, 0, {}});
    QVERIFY2(story.isClean(), story.firstText());
    story.crash(2);
    story.start(2, {{2, 2, 2, 2}, hardState(3, 0, 3), {}, 0, 0, {}});
    sees(story, "Durability");
}

void ClusterChecksTest::aWipedDiskLosesWhatItHeldButNotItsVotes() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.crash(3);
    story.tell(0, OperatorCommand{Command::Wipe, NodeId(3), {}, 0, {}});
    story.start(3);
    story.synced(3, hardState(1, 0), {});
    QVERIFY2(story.isClean(), story.firstText());
    story.synced(3, hardState(2, 2), {});
    sees(story, "VoteOnce");
}

void ClusterChecksTest::durablePromiseSeesAVoteBeforeItsWrite() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.left(MessageType::VoteResp, 3, 2, 3);
    sees(story, "DurablePromise");
}

void ClusterChecksTest::durablePromiseSeesAnAcknowledgementBeforeItsWrite() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 1, 2);
    story.left(MessageType::AppResp, 2, 1, 2, entryId(0, 3));
    QVERIFY2(story.isClean(), story.firstText());
    story.left(MessageType::AppResp, 2, 1, 2, entryId(0, 4));
    sees(story, "DurablePromise");
    QVERIFY(story.violationOf("DurablePromise")->node == NodeId(2));
}

void ClusterChecksTest::durablePromiseSeesACampaignBeforeItsLogIsWritten() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.append(2, 4, 1, 2);
    story.left(MessageType::Vote, 2, 1, 3, entryId(2, 4));
    sees(story, "DurablePromise");
}

void ClusterChecksTest::durablePromiseLetsARequestGoWhoseCampaignIsOver() {
    // What it campaigned with was overwritten before it could be written; its requests leave then.
    ClusterStory laterTerm;
    laterTerm.threeMembersAtWork();
    laterTerm.append(2, 4, 1, 2);
    laterTerm.synced(2, hardState(4, 3), entryId(2, 3));
    laterTerm.left(MessageType::Vote, 2, 1, 3, entryId(2, 4));
    QVERIFY2(laterTerm.isClean(), laterTerm.firstText());

    ClusterStory sameTerm;
    sameTerm.threeMembersAtWork();
    sameTerm.append(2, 4, 2, 2);
    sameTerm.append(2, 4, 1, 3);
    sameTerm.synced(2, hardState(3, 2), entryId(3, 4));
    sameTerm.left(MessageType::Vote, 2, 1, 3, entryId(2, 5));
    QVERIFY2(sameTerm.isClean(), sameTerm.firstText());
}

void ClusterChecksTest::durablePromiseSeesALeaderBeforeItsVoteIsWritten() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.count(2, 2, 3);
    story.count(2, 3, 3);
    story.lead(2, 3);
    sees(story, "DurablePromise");
}

void ClusterChecksTest::currentTermCommitSeesACommitByCountingInAnEarlierTerm() {
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

void ClusterChecksTest::quorumCommitSeesACommitWithoutAQuorumOfDisks() {
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

void ClusterChecksTest::quorumCommitSeesACommitWithoutTheOutgoingHalf() {
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

void ClusterChecksTest::confChangeInFlightSeesASecondOne() {
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

void ClusterChecksTest::readLinearizabilitySeesAReadOfThePast() {
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

void ClusterChecksTest::readLinearizabilitySeesAReadOfWhatIsNotCommitted() {
    ClusterStory story;
    story.threeMembersAtWork();
    story.tell(3, ReadQueued{3, {}, ReadConsistency::Linearizable});
    story.tell(3, ReadConfirmed{3, {}, Index(4)});
    sees(story, "ReadLinearizability");
}

void ClusterChecksTest::queueBoundsSeesTooManyProposals() {
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

void ClusterChecksTest::queueBoundsSeesTooManyReads() {
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

void ClusterChecksTest::queueBoundsSeesTooManyAppendsInFlight() {
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

QTEST_APPLESS_MAIN(ClusterChecksTest)
#include "tst_cluster_checks.moc"
