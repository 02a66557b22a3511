// SPDX-License-Identifier: Apache-2.0
// Clients: §8 of the Raft paper; linearizable reads: dissertation §6.4 and, by leases, §6.4.1.
#include <QTest>

#include <string>
#include <vector>

#include "engine/raft/describe.h"
#include "tests/support/raft_group.h"

using quorate::Bytes;
using quorate::ErrorCode;
using quorate::raft::Config;
using quorate::raft::ConfState;
using quorate::raft::Index;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::ReadOnlyOption;
using quorate::raft::ReadState;
using quorate::raft::Role;
using quorate::raft::Term;
using quorate::tests::message;
using quorate::tests::only;
using quorate::tests::RaftGroup;
using quorate::tests::Start;
using quorate::tests::text;
using quorate::tests::voteRequest;
using quorate::tests::votersUpTo;

namespace {

void withLeases(Config& config) {
    config.checkQuorum = true;
    config.readOnlyOption = ReadOnlyOption::LeaseBased;
}

bool read(RaftGroup& group, std::uint64_t id, std::string_view context) {
    // A core without leases answers such a read through a quorum.
    return group.core(id)
        .readIndex(Bytes::copyOf(context), quorate::raft::ReadOnlyOption::LeaseBased)
        .has_value();
}

/// "index:context" of every answer, in order.
std::string answers(RaftGroup& group, std::uint64_t id) {
    std::string all;
    for (const ReadState& state : group.reads(id)) {
        all += (all.empty() ? "" : " ") + toString(state.index) + ":" +
               state.requestContext.toString();
    }
    return all;
}

/// The heartbeats that wait to leave, answered by `from` as a follower would.
Message echoOf(const std::vector<Message>& heartbeats, std::uint64_t from) {
    Message echo = message(MessageType::HeartbeatResp, from, 1, heartbeats.front().term.value());
    echo.context = heartbeats.front().context;
    return echo;
}

/// Node 1 has won term 1 and has not yet committed anything.
void winWithoutCommit(RaftGroup& group) {
    group.core(1).campaign();
    group.handle(1);
    QVERIFY(group.step(message(MessageType::VoteResp, 2, 1, 1)).has_value());
    group.takeMessages(1);
    QVERIFY(group.role(1) == Role::Leader);
}

void acknowledge(RaftGroup& group, std::uint64_t from, std::uint64_t index) {
    Message answer = message(MessageType::AppResp, from, 1, 1);
    answer.index = Index(index);
    QVERIFY(group.step(answer).has_value());
}

}  // namespace

class RaftPaperReadsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void section8_aNewLeaderAppendsAnEmptyEntryAtOnce();
    void section8_noReadIsAnsweredBeforeTheLeaderHasCommittedInItsTerm();
    void section8_notEvenAloneOrByALease();
    void section6_4_aReadWaitsForARoundOfHeartbeats();
    void section6_4_theAnswerIsTheCommitIndexOfTheMomentItWasAsked();
    void section6_4_withoutAQuorumNoReadIsAnswered();
    void section6_4_learnersConfirmNothing();
    void section6_4_aJointConfigurationNeedsBothMajorities();
    void section6_4_oneRoundAnswersAllThatWait();
    void section6_4_anEchoOfAnEarlierRoundConfirmsNoLaterRead();
    void section6_4_everyHeartbeatServesTheReadsThatWait();
    void section6_4_theSameContextMayBeUsedTwice();
    void section6_4_aFollowerAsksTheLeader();
    void section6_4_withoutALeaderAReadIsRefused_data();
    void section6_4_withoutALeaderAReadIsRefused();
    void section6_4_aSingleVoterNeedsNobody();
    void section6_4_readsEndWithTheLeadership();
    void section6_4_1_withALeaseAReadIsAnsweredAtOnce();
    void section6_4_1_aLeaseBeginsWithTheEchoOfAQuorum();
    void section6_4_1_aLeaseEndsBeforeAnElectionCanBeWon_data();
    void section6_4_1_aLeaseEndsBeforeAnElectionCanBeWon();
    void section6_4_1_withoutALeaseAReadIsConfirmed();
    void section6_4_1_theLeaseIsGivenUpWhenSomebodyIsToldToCampaign();
    void section6_4_1_aLeaseNeedsBothMajoritiesWhileJoint();
    void section6_4_1_afterARestartNobodyVotesForAWhile();
    void section6_4_1_aNewNodeMayVoteAtOnce();
    void section6_4_1_aFollowerDoesNotForgetTheLeader();
    void section6_4_1_aHigherTermAloneDoesNotReleaseAVote();
};

void RaftPaperReadsTest::section8_aNewLeaderAppendsAnEmptyEntryAtOnce() {
    RaftGroup group(3);
    group.core(1).campaign();
    group.takeMessages(1);
    QVERIFY(group.step(message(MessageType::VoteResp, 2, 1, 1)).has_value());
    QCOMPARE(text(group.takeMessages(1)),
             std::string("1->2 MsgApp Term:1 Log:0/0 Entries:[1/1 EntryNormal \"\"]\n"
                         "1->3 MsgApp Term:1 Log:0/0 Entries:[1/1 EntryNormal \"\"]"));
}

void RaftPaperReadsTest::section8_noReadIsAnsweredBeforeTheLeaderHasCommittedInItsTerm() {
    RaftGroup group(3);
    winWithoutCommit(group);
    QVERIFY(read(group, 1, "early"));
    QVERIFY(group.takeMessages(1).empty());
    QCOMPARE(group.core(1).status().pendingReads, 1U);
    acknowledge(group, 2, 1);
    QCOMPARE(group.committed(1), 1U);
    const auto heartbeats = only(MessageType::Heartbeat, group.takeMessages(1));
    QCOMPARE(heartbeats.size(), 2U);
    QVERIFY(group.reads(1).empty());
    QVERIFY(group.step(echoOf(heartbeats, 3)).has_value());
    QCOMPARE(answers(group, 1), std::string("1:early"));
}

void RaftPaperReadsTest::section8_notEvenAloneOrByALease() {
    RaftGroup alone(1, [](Config& config) { config.asyncStorageWrites = true; });
    alone.core(1).campaign();
    auto work = alone.core(1).takeReady().messages.front();
    for (const Message& response : work.responses) {
        QVERIFY(alone.core(1).stepLocal(response).has_value());
    }
    QVERIFY(alone.role(1) == Role::Leader);
    QVERIFY(read(alone, 1, "x"));
    QVERIFY(alone.core(1).takeReady().readStates.empty());

    RaftGroup group(3, withLeases);
    winWithoutCommit(group);
    group.tick(1);
    QVERIFY(group.step(echoOf(group.takeMessages(1), 2)).has_value());
    QVERIFY(read(group, 1, "y"));
    group.handle(1);
    QVERIFY(group.reads(1).empty());
}

void RaftPaperReadsTest::section6_4_aReadWaitsForARoundOfHeartbeats() {
    RaftGroup group(5);
    QVERIFY(group.elect(1));
    QVERIFY(read(group, 1, "x"));
    const auto heartbeats = only(MessageType::Heartbeat, group.takeMessages(1));
    QCOMPARE(heartbeats.size(), 4U);
    QVERIFY(group.step(echoOf(heartbeats, 2)).has_value());
    QVERIFY(group.step(echoOf(heartbeats, 2)).has_value());
    QVERIFY(group.reads(1).empty());
    QVERIFY(group.step(echoOf(heartbeats, 5)).has_value());
    QCOMPARE(answers(group, 1), std::string("1:x"));
}

void RaftPaperReadsTest::section6_4_theAnswerIsTheCommitIndexOfTheMomentItWasAsked() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.propose(1, "a"));
    QVERIFY(read(group, 1, "x"));
    const auto heartbeats = only(MessageType::Heartbeat, group.takeMessages(1));
    QVERIFY(group.propose(1, "b"));
    QCOMPARE(group.committed(1), 3U);
    QVERIFY(group.step(echoOf(heartbeats, 2)).has_value());
    QCOMPARE(answers(group, 1), std::string("2:x"));
}

void RaftPaperReadsTest::section6_4_withoutAQuorumNoReadIsAnswered() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.isolate(1);
    QVERIFY(group.elect(2));
    QVERIFY(group.propose(2, "unseen"));
    QVERIFY(group.role(1) == Role::Leader);
    QVERIFY(read(group, 1, "stale"));
    group.tick(1, 30);
    group.settle();
    QVERIFY(group.reads(1).empty());
    group.heal();
    group.tick(2);
    group.settle();
    QVERIFY(group.role(1) == Role::Follower);
    QVERIFY(group.reads(1).empty());
}

void RaftPaperReadsTest::section6_4_learnersConfirmNothing() {
    ConfState members = votersUpTo(3);
    members.learners = {NodeId(4), NodeId(5)};
    RaftGroup group(members);
    QVERIFY(group.elect(1));
    QVERIFY(read(group, 1, "x"));
    const auto heartbeats = only(MessageType::Heartbeat, group.takeMessages(1));
    QVERIFY(group.step(echoOf(heartbeats, 4)).has_value());
    QVERIFY(group.step(echoOf(heartbeats, 5)).has_value());
    QVERIFY(group.reads(1).empty());
    QVERIFY(group.step(echoOf(heartbeats, 3)).has_value());
    QCOMPARE(answers(group, 1), std::string("1:x"));
}

void RaftPaperReadsTest::section6_4_aJointConfigurationNeedsBothMajorities() {
    ConfState members;
    members.voters = {NodeId(1), NodeId(4), NodeId(5)};
    members.votersOutgoing = {NodeId(1), NodeId(2), NodeId(3)};
    RaftGroup group(members);
    QVERIFY(group.elect(1));
    QVERIFY(read(group, 1, "x"));
    const auto heartbeats = only(MessageType::Heartbeat, group.takeMessages(1));
    QVERIFY(group.step(echoOf(heartbeats, 2)).has_value());
    QVERIFY(group.step(echoOf(heartbeats, 3)).has_value());
    QVERIFY(group.reads(1).empty());
    QVERIFY(group.step(echoOf(heartbeats, 4)).has_value());
    QCOMPARE(answers(group, 1), std::string("1:x"));
}

void RaftPaperReadsTest::section6_4_oneRoundAnswersAllThatWait() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    for (const char* context : {"a", "b", "c"}) {
        QVERIFY(read(group, 1, context));
    }
    const auto heartbeats = only(MessageType::Heartbeat, group.takeMessages(1));
    QCOMPARE(heartbeats.size(), 6U);
    QVERIFY(group.step(echoOf({heartbeats.back()}, 2)).has_value());
    QCOMPARE(answers(group, 1), std::string("1:a 1:b 1:c"));
    QCOMPARE(group.core(1).status().pendingReads, 0U);
}

void RaftPaperReadsTest::section6_4_anEchoOfAnEarlierRoundConfirmsNoLaterRead() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(read(group, 1, "a"));
    const auto first = only(MessageType::Heartbeat, group.takeMessages(1));
    QVERIFY(read(group, 1, "b"));
    group.takeMessages(1);
    QVERIFY(group.step(echoOf(first, 2)).has_value());
    QCOMPARE(answers(group, 1), std::string("1:a"));
    QVERIFY(group.step(echoOf(first, 3)).has_value());
    QCOMPARE(answers(group, 1), std::string("1:a"));
    // Nor does an answer to a heartbeat that asked about no read at all.
    QVERIFY(group.step(message(MessageType::HeartbeatResp, 2, 1, 1)).has_value());
    QCOMPARE(answers(group, 1), std::string("1:a"));
}

void RaftPaperReadsTest::section6_4_everyHeartbeatServesTheReadsThatWait() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(read(group, 1, "a"));
    group.takeMessages(1);  // all of them are lost
    group.tick(1);
    group.settle();
    QCOMPARE(answers(group, 1), std::string("1:a"));
}

void RaftPaperReadsTest::section6_4_theSameContextMayBeUsedTwice() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(read(group, 1, "x"));
    const auto first = only(MessageType::Heartbeat, group.takeMessages(1));
    QVERIFY(read(group, 1, "x"));
    group.takeMessages(1);
    QVERIFY(group.step(echoOf(first, 2)).has_value());
    QCOMPARE(answers(group, 1), std::string("1:x"));
    group.tick(1);
    group.settle();
    QCOMPARE(answers(group, 1), std::string("1:x 1:x"));
}

void RaftPaperReadsTest::section6_4_aFollowerAsksTheLeader() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.propose(1, "a"));
    QVERIFY(read(group, 2, "x"));
    group.handle(2);
    QCOMPARE(text(group.queue()),
             std::string("2->1 MsgReadIndex Term:0 Log:0/0 Entries:[0/0 EntryNormal \"x\"]"));
    group.settle();
    QCOMPARE(answers(group, 2), std::string("2:x"));
    QVERIFY(group.reads(1).empty());
}

void RaftPaperReadsTest::section6_4_withoutALeaderAReadIsRefused_data() {
    QTest::addColumn<bool>("isCandidate");
    QTest::newRow("follower") << false;
    QTest::newRow("candidate") << true;
}

void RaftPaperReadsTest::section6_4_withoutALeaderAReadIsRefused() {
    QFETCH(bool, isCandidate);
    RaftGroup group(3);
    if (isCandidate) {
        group.core(1).campaign();
        group.takeMessages(1);
    }
    const auto refused = group.core(1).readIndex(Bytes::copyOf("x"));
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::Unavailable);
    QVERIFY(group.takeMessages(1).empty());
}

void RaftPaperReadsTest::section6_4_aSingleVoterNeedsNobody() {
    ConfState members = votersUpTo(1);
    members.learners = {NodeId(2)};
    RaftGroup group(members);
    QVERIFY(group.elect(1));
    group.isolate(2);
    QVERIFY(read(group, 1, "x"));
    group.handle(1);
    QCOMPARE(answers(group, 1), std::string("1:x"));
}

void RaftPaperReadsTest::section6_4_readsEndWithTheLeadership() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(read(group, 1, "x"));
    const auto heartbeats = only(MessageType::Heartbeat, group.takeMessages(1));
    QVERIFY(group.step(message(MessageType::Heartbeat, 2, 1, 2)).has_value());
    QCOMPARE(group.core(1).status().pendingReads, 0U);
    group.queue().clear();
    QVERIFY(group.elect(1));
    QVERIFY(group.step(echoOf(heartbeats, 2)).has_value());
    QVERIFY(group.reads(1).empty());
    // The numbers of the rounds go on, so that the next read is not mistaken for the lost one.
    QVERIFY(read(group, 1, "y"));
    Message late = echoOf(heartbeats, 2);
    late.term = Term(group.term(1));
    QVERIFY(group.step(late).has_value());
    QVERIFY(group.reads(1).empty());
}

void RaftPaperReadsTest::section6_4_1_withALeaseAReadIsAnsweredAtOnce() {
    RaftGroup group(3, withLeases);
    QVERIFY(group.elect(1));
    group.tick(1);
    group.settle();
    QVERIFY(read(group, 1, "x"));
    QVERIFY(group.takeMessages(1).empty());
    QCOMPARE(answers(group, 1), std::string("1:x"));
}

void RaftPaperReadsTest::section6_4_1_aLeaseBeginsWithTheEchoOfAQuorum() {
    RaftGroup group(5, withLeases);
    QVERIFY(group.elect(1));
    group.tick(1);
    const auto heartbeats = group.takeMessages(1);
    QVERIFY(group.step(echoOf(heartbeats, 2)).has_value());
    QVERIFY(read(group, 1, "x"));
    QCOMPARE(only(MessageType::Heartbeat, group.takeMessages(1)).size(), 4U);
    QVERIFY(group.reads(1).empty());
    QVERIFY(group.step(echoOf(heartbeats, 3)).has_value());
    QVERIFY(read(group, 1, "y"));
    group.takeMessages(1);
    QCOMPARE(answers(group, 1), std::string("1:y"));
}

void RaftPaperReadsTest::section6_4_1_aLeaseEndsBeforeAnElectionCanBeWon_data() {
    QTest::addColumn<int>("ticks");
    QTest::addColumn<bool>("isAnswered");
    QTest::newRow("at once") << 0 << true;
    QTest::newRow("some time later") << 7 << true;
    // Members refuse their votes for ten ticks; two are lost to rounding, one to drifting clocks.
    QTest::newRow("shortly before the others may vote") << 8 << false;
    QTest::newRow("when they may") << 9 << false;
}

void RaftPaperReadsTest::section6_4_1_aLeaseEndsBeforeAnElectionCanBeWon() {
    QFETCH(int, ticks);
    QFETCH(bool, isAnswered);
    RaftGroup group(3, withLeases);
    QVERIFY(group.elect(1));
    group.tick(1);
    group.settle();
    group.isolate(1);
    group.tick(1, static_cast<std::uint32_t>(ticks));
    group.settle();
    QVERIFY(read(group, 1, "x"));
    group.settle();
    QCOMPARE(answers(group, 1), std::string(isAnswered ? "1:x" : ""));
}

void RaftPaperReadsTest::section6_4_1_withoutALeaseAReadIsConfirmed() {
    RaftGroup group(3, withLeases);
    QVERIFY(group.elect(1));
    QVERIFY(read(group, 1, "x"));
    QVERIFY(group.reads(1).empty());
    group.settle();
    QCOMPARE(answers(group, 1), std::string("1:x"));
}

void RaftPaperReadsTest::section6_4_1_theLeaseIsGivenUpWhenSomebodyIsToldToCampaign() {
    RaftGroup group(3, withLeases);
    QVERIFY(group.elect(1));
    group.tick(1);
    group.settle();
    QVERIFY(group.core(1).transferLeader(NodeId(2)).has_value());
    group.isolate(1);
    group.takeMessages(1);
    QVERIFY(read(group, 1, "x"));
    group.settle();
    QVERIFY(group.reads(1).empty());
    // Also after the transfer has come to nothing, since the order may be late. A confirmed read
    // is as good as ever.
    group.heal();
    for (int i = 0; i < 12; ++i) {
        group.tick(1);
        group.settle();
    }
    QVERIFY(group.core(1).status().leadTransferee == quorate::raft::kNoNode);
    QCOMPARE(answers(group, 1), std::string("1:x"));
    QVERIFY(read(group, 1, "y"));
    QCOMPARE(only(MessageType::Heartbeat, group.takeMessages(1)).size(), 2U);
    QCOMPARE(answers(group, 1), std::string("1:x"));
}

void RaftPaperReadsTest::section6_4_1_aLeaseNeedsBothMajoritiesWhileJoint() {
    ConfState members;
    members.voters = {NodeId(1), NodeId(4), NodeId(5)};
    members.votersOutgoing = {NodeId(1), NodeId(2), NodeId(3)};
    RaftGroup group(members, withLeases);
    QVERIFY(group.elect(1));
    group.tick(1);
    const auto heartbeats = only(MessageType::Heartbeat, group.takeMessages(1));
    QVERIFY(group.step(echoOf(heartbeats, 2)).has_value());
    QVERIFY(group.step(echoOf(heartbeats, 3)).has_value());
    QVERIFY(read(group, 1, "x"));
    QVERIFY(!only(MessageType::Heartbeat, group.takeMessages(1)).empty());
    QVERIFY(group.reads(1).empty());
    QVERIFY(group.step(echoOf(heartbeats, 4)).has_value());
    QVERIFY(read(group, 1, "y"));
    QVERIFY(group.takeMessages(1).empty());
    QCOMPARE(answers(group, 1), std::string("1:y"));
}

// The leader may count on what this node promised before it went down.
void RaftPaperReadsTest::section6_4_1_afterARestartNobodyVotesForAWhile() {
    RaftGroup group(3, withLeases);
    QVERIFY(group.elect(1));
    group.tick(1);
    group.settle();
    group.restart(NodeId(2));
    group.isolate(1);
    group.core(3).tick();
    for (int tick = 0; tick < 9; ++tick) {
        QVERIFY(
            group.step(voteRequest(MessageType::Vote, 3, 2, 2, {Term(1), Index(1)})).has_value());
        QVERIFY(group.queue().empty());
        QCOMPARE(group.term(2), 1U);
        group.tick(2);
    }
    group.tick(2);
    QVERIFY(group.step(voteRequest(MessageType::Vote, 3, 2, 2, {Term(1), Index(1)})).has_value());
    QCOMPARE(text(group.queue()), std::string("2->3 MsgVoteResp Term:2 Log:0/0"));
}

void RaftPaperReadsTest::section6_4_1_aNewNodeMayVoteAtOnce() {
    RaftGroup group(3, withLeases);
    QVERIFY(group.step(voteRequest(MessageType::Vote, 3, 1, 1, {})).has_value());
    QCOMPARE(text(group.queue()), std::string("1->3 MsgVoteResp Term:1 Log:0/0"));
}

void RaftPaperReadsTest::section6_4_1_aFollowerDoesNotForgetTheLeader() {
    RaftGroup group(3, withLeases);
    QVERIFY(group.elect(1));
    group.core(2).forgetLeader();
    QCOMPARE(group.leaderOf(2), 1U);
}

// Somebody whose term ran ahead answers a late message of this node's own: that ends the loyalty to
// the leader's term, and must not end the promise to elect nobody else for a while.
void RaftPaperReadsTest::section6_4_1_aHigherTermAloneDoesNotReleaseAVote() {
    RaftGroup group(3, withLeases);
    QVERIFY(group.elect(1));
    group.tick(1);
    group.settle();
    QVERIFY(group.step(message(MessageType::AppResp, 3, 2, 2)).has_value());
    QCOMPARE(group.term(2), 2U);
    group.queue().clear();
    QVERIFY(group.step(voteRequest(MessageType::Vote, 3, 2, 2, {Term(1), Index(1)})).has_value());
    QCOMPARE(text(group.queue()),
             std::string("2->3 MsgVoteResp Term:2 Log:0/0 Rejected (Hint: 0)"));
    group.queue().clear();
    QVERIFY(group.step(voteRequest(MessageType::Vote, 3, 2, 3, {Term(1), Index(1)})).has_value());
    QVERIFY(group.queue().empty());
    QVERIFY(read(group, 1, "x"));
    group.handle(1);
    QCOMPARE(answers(group, 1), std::string("1:x"));
    // Once the lease has run out, it votes.
    group.tick(2, 10);
    QVERIFY(group.step(voteRequest(MessageType::Vote, 3, 2, 3, {Term(1), Index(1)})).has_value());
    QCOMPARE(text(group.queue()), std::string("2->3 MsgVoteResp Term:3 Log:0/0"));
}

QTEST_APPLESS_MAIN(RaftPaperReadsTest)
#include "tst_raft_paper_reads.moc"
