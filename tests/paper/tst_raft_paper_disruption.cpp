// SPDX-License-Identifier: Apache-2.0
// Members that disturb: the vote refusal and the quorum check (dissertation §4.2.3, §6.2; the last
// problem of the paper's §6), and pre-vote (dissertation §9.6).
#include <QTest>

#include <string>

#include "engine/raft/describe.h"
#include "tests/support/raft_group.h"

using quorate::Bytes;
using quorate::raft::Config;
using quorate::raft::EntryId;
using quorate::raft::Index;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::Role;
using quorate::raft::Term;
using quorate::tests::appendMessage;
using quorate::tests::message;
using quorate::tests::only;
using quorate::tests::RaftGroup;
using quorate::tests::text;
using quorate::tests::voteRequest;

namespace {

constexpr EntryId kEmptyLog{};

void withCheckQuorum(Config& config) {
    config.checkQuorum = true;
}

void withPreVote(Config& config) {
    config.preVote = true;
}

void withBoth(Config& config) {
    config.checkQuorum = true;
    config.preVote = true;
}

/// So many ticks of the leader, whose heartbeats everybody else hears.
void pass(RaftGroup& group, std::uint64_t leader, int ticks) {
    for (int i = 0; i < ticks; ++i) {
        group.tick(leader);
        group.settle();
    }
}

}  // namespace

class RaftPaperDisruptionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void section4_2_3_whoHearsALeaderDoesNotAnswerCandidates_data();
    void section4_2_3_whoHearsALeaderDoesNotAnswerCandidates();
    void section4_2_3_afterATimeoutWithoutALeaderVotesAreGivenAgain();
    void section4_2_3_withoutCheckQuorumARemovedMemberDeposesTheLeader();
    void section4_2_3_withCheckQuorumARemovedMemberDisturbsNobody();
    void section4_2_3_aTransferOverridesTheRefusal();
    void section4_2_3_whoForgetsTheLeaderVotesAtOnce();
    void section6_2_aLeaderWithoutAQuorumStepsDown();
    void section6_2_aLeaderWithAQuorumStays();
    void section6_2_learnersAreNoQuorum();
    void section6_2_eachTimeoutWantsANewSignOfLife();
    void section6_2_aStrandedCandidateIsFreedByItsAnswerToTheLeader();
    void section9_6_aPreCandidateRaisesNoTermAndCastsNoVote();
    void section9_6_aPreVoteBindsNobody();
    void section9_6_aMajorityOfPreVotesStartsTheElection();
    void section9_6_preVotesAreDecidedLikeVotes_data();
    void section9_6_preVotesAreDecidedLikeVotes();
    void section9_6_aPreVoteForAnEarlierTermIsRefusedWithTheTerm();
    void section9_6_aRefusalWithAHigherTermEndsThePreCampaign();
    void section9_6_refusalsOfAMajorityEndThePreCampaign();
    void section9_6_whoWasCutOffComesBackWithoutDisturbing();
    void section9_6_aPreCandidateFollowsALeaderOfItsTerm();
    void section9_6_lateAnswersToAPreVoteDoNothing();
    void section9_6_aGroupWithPreVoteElectsALeader();
};

void RaftPaperDisruptionTest::section4_2_3_whoHearsALeaderDoesNotAnswerCandidates_data() {
    QTest::addColumn<MessageType>("type");
    QTest::newRow("vote") << MessageType::Vote;
    QTest::newRow("pre-vote") << MessageType::PreVote;
}

void RaftPaperDisruptionTest::section4_2_3_whoHearsALeaderDoesNotAnswerCandidates() {
    QFETCH(MessageType, type);
    RaftGroup group(3, withCheckQuorum);
    QVERIFY(group.step(message(MessageType::Heartbeat, 2, 1, 1)).has_value());
    group.queue().clear();
    group.tick(1, 9);
    QVERIFY(group.step(voteRequest(type, 3, 1, 8, {Term(1), Index(5)})).has_value());
    QVERIFY(group.queue().empty());
    QCOMPARE(group.term(1), 1U);
    QCOMPARE(group.leaderOf(1), 2U);
}

void RaftPaperDisruptionTest::section4_2_3_afterATimeoutWithoutALeaderVotesAreGivenAgain() {
    RaftGroup group(3, withCheckQuorum);
    QVERIFY(group.step(message(MessageType::Heartbeat, 2, 1, 1)).has_value());
    QVERIFY(group.core(1).setRandomizedElectionTimeout(19).has_value());
    group.queue().clear();
    group.tick(1, 10);
    QVERIFY(group.step(voteRequest(MessageType::Vote, 3, 1, 2, kEmptyLog)).has_value());
    QCOMPARE(text(group.queue()), std::string("1->3 MsgVoteResp Term:2 Log:0/0"));
}

void RaftPaperDisruptionTest::section4_2_3_withoutCheckQuorumARemovedMemberDeposesTheLeader() {
    RaftGroup group(4);
    QVERIFY(group.elect(1));
    group.isolate(4);
    QVERIFY(group.proposeChange(1, "r4"));
    QCOMPARE(group.members(1), std::string("voters=(1 2 3)"));
    group.heal();
    group.core(4).campaign();
    group.settle();
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.term(1), 2U);
}

void RaftPaperDisruptionTest::section4_2_3_withCheckQuorumARemovedMemberDisturbsNobody() {
    RaftGroup group(4, withCheckQuorum);
    QVERIFY(group.elect(1));
    group.isolate(4);
    QVERIFY(group.proposeChange(1, "r4"));
    group.heal();
    for (int i = 0; i < 5; ++i) {
        group.core(4).campaign();
        group.settle();
        pass(group, 1, 3);
    }
    QVERIFY(group.role(1) == Role::Leader);
    for (std::uint64_t id = 1; id <= 3; ++id) {
        QCOMPARE(group.term(id), 1U);
        QCOMPARE(group.leaderOf(id), 1U);
    }
    QVERIFY(group.term(4) > 1);
}

// The candidate campaigns because the leader said so, and says so in its request.
void RaftPaperDisruptionTest::section4_2_3_aTransferOverridesTheRefusal() {
    RaftGroup group(3, withCheckQuorum);
    QVERIFY(group.step(message(MessageType::Heartbeat, 2, 1, 1)).has_value());
    group.queue().clear();
    Message request = voteRequest(MessageType::Vote, 3, 1, 2, kEmptyLog);
    request.context = Bytes::copyOf(quorate::raft::kTransferContext);
    QVERIFY(group.step(request).has_value());
    QCOMPARE(text(group.queue()), std::string("1->3 MsgVoteResp Term:2 Log:0/0"));
}

void RaftPaperDisruptionTest::section4_2_3_whoForgetsTheLeaderVotesAtOnce() {
    RaftGroup group(3, withBoth);
    QVERIFY(group.elect(1));
    group.core(2).forgetLeader();
    QCOMPARE(group.leaderOf(2), 0U);
    QCOMPARE(group.term(2), 1U);
    QVERIFY(group.elect(3));
    QCOMPARE(group.leaderOf(2), 3U);
}

void RaftPaperDisruptionTest::section6_2_aLeaderWithoutAQuorumStepsDown() {
    RaftGroup group(3, withCheckQuorum);
    QVERIFY(group.elect(1));
    group.isolate(1);
    // The first check still remembers the election's answers.
    pass(group, 1, 10);
    QVERIFY(group.role(1) == Role::Leader);
    pass(group, 1, 9);
    QVERIFY(group.role(1) == Role::Leader);
    pass(group, 1, 1);
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.leaderOf(1), 0U);
    QCOMPARE(group.term(1), 1U);
}

void RaftPaperDisruptionTest::section6_2_aLeaderWithAQuorumStays() {
    RaftGroup group(5, withCheckQuorum);
    QVERIFY(group.elect(1));
    group.isolate(4);
    group.isolate(5);
    pass(group, 1, 50);
    QVERIFY(group.role(1) == Role::Leader);
    group.isolate(3);
    pass(group, 1, 20);
    QVERIFY(group.role(1) == Role::Follower);
}

void RaftPaperDisruptionTest::section6_2_learnersAreNoQuorum() {
    quorate::raft::ConfState members = quorate::tests::votersUpTo(2);
    members.learners = {NodeId(3), NodeId(4), NodeId(5)};
    RaftGroup group(members, withCheckQuorum);
    QVERIFY(group.elect(1));
    group.isolate(2);
    pass(group, 1, 20);
    QVERIFY(group.role(1) == Role::Follower);
}

void RaftPaperDisruptionTest::section6_2_eachTimeoutWantsANewSignOfLife() {
    RaftGroup group(3, withCheckQuorum);
    QVERIFY(group.elect(1));
    for (int timeout = 0; timeout < 4; ++timeout) {
        group.heal();
        group.isolate(timeout % 2 == 0 ? 2 : 3);
        pass(group, 1, 1);
        group.isolate(2);
        group.isolate(3);
        pass(group, 1, 9);
        QVERIFY(group.role(1) == Role::Leader);
    }
    pass(group, 1, 10);
    QVERIFY(group.role(1) == Role::Follower);
}

// It raised its term while it was cut off; nobody would vote for it, nor would it follow.
void RaftPaperDisruptionTest::section6_2_aStrandedCandidateIsFreedByItsAnswerToTheLeader() {
    RaftGroup group(3, withCheckQuorum);
    QVERIFY(group.elect(1));
    group.isolate(3);
    group.core(3).campaign();
    group.core(3).campaign();
    pass(group, 1, 1);
    QCOMPARE(group.term(3), 3U);
    group.heal();
    group.tick(1);
    group.handle(1);
    group.deliver();
    QCOMPARE(text(group.takeMessages(3)), std::string("3->1 MsgAppResp Term:3 Log:0/0"));
    QVERIFY(group.step(message(MessageType::AppResp, 3, 1, 3)).has_value());
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.term(1), 3U);
    group.settle();
    QVERIFY(group.elect(1));
    QCOMPARE(group.leaderOf(3), 1U);
}

void RaftPaperDisruptionTest::section9_6_aPreCandidateRaisesNoTermAndCastsNoVote() {
    RaftGroup group(3, withPreVote);
    group.start(NodeId(1), {{Term(4), NodeId(2), Index(0)}, {4}, Index(0)});
    group.core(1).campaign();
    QVERIFY(group.role(1) == Role::PreCandidate);
    const auto ready = group.core(1).takeReady();
    QVERIFY(!ready.hardState.has_value());
    QVERIFY(!ready.mustSync);
    QCOMPARE(text(ready.messages),
             std::string("1->2 MsgPreVote Term:5 Log:4/1\n1->3 MsgPreVote Term:5 Log:4/1"));
    QCOMPARE(group.term(1), 4U);
    QCOMPARE(group.vote(1), 2U);
}

void RaftPaperDisruptionTest::section9_6_aPreVoteBindsNobody() {
    RaftGroup group(3, withPreVote);
    const auto before = group.core(1).status();
    QVERIFY(group.step(voteRequest(MessageType::PreVote, 2, 1, 1, kEmptyLog)).has_value());
    QVERIFY(group.step(voteRequest(MessageType::PreVote, 3, 1, 1, kEmptyLog)).has_value());
    QCOMPARE(text(group.queue()),
             std::string("1->2 MsgPreVoteResp Term:1 Log:0/0\n1->3 MsgPreVoteResp Term:1 Log:0/0"));
    QVERIFY(group.core(1).hardState() == before.hardState);
    // Nor does it put off an election of its own.
    QCOMPARE(group.core(1).status().timers.electionElapsed, before.timers.electionElapsed);
}

void RaftPaperDisruptionTest::section9_6_aMajorityOfPreVotesStartsTheElection() {
    RaftGroup group(5, withPreVote);
    group.core(1).campaign();
    group.takeMessages(1);
    QVERIFY(group.step(message(MessageType::PreVoteResp, 2, 1, 1)).has_value());
    QVERIFY(group.role(1) == Role::PreCandidate);
    QVERIFY(group.step(message(MessageType::PreVoteResp, 3, 1, 1)).has_value());
    QVERIFY(group.role(1) == Role::Candidate);
    QCOMPARE(group.term(1), 1U);
    QCOMPARE(group.vote(1), 1U);
    QCOMPARE(only(MessageType::Vote, group.queue()).size(), 4U);
    // Pre-votes are no votes: the election is still open.
    QVERIFY(group.step(message(MessageType::PreVoteResp, 4, 1, 1)).has_value());
    QVERIFY(group.role(1) == Role::Candidate);
}

void RaftPaperDisruptionTest::section9_6_preVotesAreDecidedLikeVotes_data() {
    QTest::addColumn<int>("term");
    QTest::addColumn<int>("lastTerm");
    QTest::addColumn<int>("lastIndex");
    QTest::addColumn<bool>("isGranted");
    QTest::newRow("later term, same log") << 4 << 2 << 3 << true;
    QTest::newRow("later term, better log") << 4 << 3 << 1 << true;
    QTest::newRow("later term, shorter log") << 4 << 2 << 2 << false;
    QTest::newRow("later term, older log") << 4 << 1 << 9 << false;
    QTest::newRow("present term, vote given to another") << 3 << 2 << 3 << false;
}

void RaftPaperDisruptionTest::section9_6_preVotesAreDecidedLikeVotes() {
    QFETCH(int, term);
    QFETCH(int, lastTerm);
    QFETCH(int, lastIndex);
    QFETCH(bool, isGranted);
    RaftGroup group(3, withPreVote);
    group.start(NodeId(1), {{Term(3), NodeId(3), Index(0)}, {1, 2, 2}, Index(0)});
    const EntryId last{Term(static_cast<std::uint64_t>(lastTerm)),
                       Index(static_cast<std::uint64_t>(lastIndex))};
    QVERIFY(
        group.step(voteRequest(MessageType::PreVote, 2, 1, static_cast<std::uint64_t>(term), last))
            .has_value());
    // Granted, the answer names the term that was asked for; refused, the own one.
    QCOMPARE(text(group.queue()),
             isGranted ? std::string("1->2 MsgPreVoteResp Term:4 Log:0/0")
                       : std::string("1->2 MsgPreVoteResp Term:3 Log:0/0 Rejected (Hint: 0)"));
    QCOMPARE(group.term(1), 3U);
    QCOMPARE(group.vote(1), 3U);
}

void RaftPaperDisruptionTest::section9_6_aPreVoteForAnEarlierTermIsRefusedWithTheTerm() {
    RaftGroup group(3, withPreVote);
    group.start(NodeId(1), {{Term(6), {}, Index(0)}, {}, Index(0)});
    QVERIFY(
        group.step(voteRequest(MessageType::PreVote, 2, 1, 3, {Term(2), Index(9)})).has_value());
    QCOMPARE(text(group.queue()),
             std::string("1->2 MsgPreVoteResp Term:6 Log:0/0 Rejected (Hint: 0)"));
}

void RaftPaperDisruptionTest::section9_6_aRefusalWithAHigherTermEndsThePreCampaign() {
    RaftGroup group(3, withPreVote);
    group.core(1).campaign();
    group.takeMessages(1);
    Message refusal = message(MessageType::PreVoteResp, 2, 1, 6);
    refusal.reject = true;
    QVERIFY(group.step(refusal).has_value());
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.term(1), 6U);
}

void RaftPaperDisruptionTest::section9_6_refusalsOfAMajorityEndThePreCampaign() {
    RaftGroup group(3, withPreVote);
    group.start(NodeId(1), {{Term(2), {}, Index(0)}, {}, Index(0)});
    group.core(1).campaign();
    group.takeMessages(1);
    for (const std::uint64_t voter : {2U, 3U}) {
        QVERIFY(group.role(1) == Role::PreCandidate);
        Message refusal = message(MessageType::PreVoteResp, voter, 1, 2);
        refusal.reject = true;
        QVERIFY(group.step(refusal).has_value());
    }
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.term(1), 2U);
}

void RaftPaperDisruptionTest::section9_6_whoWasCutOffComesBackWithoutDisturbing() {
    RaftGroup group(3, withBoth);
    QVERIFY(group.elect(1));
    group.isolate(3);
    for (int tick = 0; tick < 200; ++tick) {
        group.tick(3);
        pass(group, 1, 1);
        group.tick(2);
    }
    QVERIFY(group.role(3) == Role::PreCandidate);
    QCOMPARE(group.term(3), 1U);
    group.heal();
    group.core(3).campaign();
    group.settle();
    pass(group, 1, 2);
    QVERIFY(group.role(1) == Role::Leader);
    QCOMPARE(group.term(1), 1U);
    QCOMPARE(group.leaderOf(3), 1U);
}

void RaftPaperDisruptionTest::section9_6_aPreCandidateFollowsALeaderOfItsTerm() {
    RaftGroup group(3, withPreVote);
    group.start(NodeId(1), {{Term(2), {}, Index(0)}, {}, Index(0)});
    group.core(1).campaign();
    group.takeMessages(1);
    QVERIFY(group.step(appendMessage(2, 1, 2, kEmptyLog, {2}, 0)).has_value());
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.leaderOf(1), 2U);
    QCOMPARE(group.logOf(1), std::string("2"));
}

void RaftPaperDisruptionTest::section9_6_lateAnswersToAPreVoteDoNothing() {
    RaftGroup group(5, withPreVote);
    QVERIFY(group.elect(1));
    const std::string before = quorate::tests::fingerprint(group.core(1));
    QVERIFY(group.step(message(MessageType::PreVoteResp, 4, 1, 2)).has_value());
    QCOMPARE(quorate::tests::fingerprint(group.core(1)), before);
    QVERIFY(group.step(message(MessageType::PreVoteResp, 4, 2, 2)).has_value());
    QVERIFY(group.role(2) == Role::Follower);
    QCOMPARE(group.term(2), 1U);
}

void RaftPaperDisruptionTest::section9_6_aGroupWithPreVoteElectsALeader() {
    RaftGroup group(3, withBoth);
    QVERIFY(group.core(2).setRandomizedElectionTimeout(10).has_value());
    group.tick(2, 10);
    QVERIFY(group.role(2) == Role::PreCandidate);
    group.settle();
    QVERIFY(group.role(2) == Role::Leader);
    QCOMPARE(group.term(2), 1U);
    // Alone, nobody has to be asked twice.
    RaftGroup single(1, withBoth);
    single.core(1).campaign();
    single.settle();
    QVERIFY(single.role(1) == Role::Leader);
    QCOMPARE(single.term(1), 1U);
}

QTEST_APPLESS_MAIN(RaftPaperDisruptionTest)
#include "tst_raft_paper_disruption.moc"
