// SPDX-License-Identifier: Apache-2.0
// Membership: §6 of the Raft paper, and chapter 4 of the dissertation.
#include <QTest>

#include <string>
#include <vector>

#include "engine/raft/describe.h"
#include "tests/support/raft_group.h"

using quorate::Bytes;
using quorate::raft::ConfChange;
using quorate::raft::ConfChangeTransition;
using quorate::raft::ConfChangeType;
using quorate::raft::Config;
using quorate::raft::ConfState;
using quorate::raft::Entries;
using quorate::raft::EntryType;
using quorate::raft::Index;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::ProgressState;
using quorate::raft::Role;
using quorate::raft::Term;
using quorate::tests::appendMessage;
using quorate::tests::message;
using quorate::tests::only;
using quorate::tests::RaftGroup;
using quorate::tests::Start;
using quorate::tests::text;
using quorate::tests::voteRequest;
using quorate::tests::votersUpTo;

namespace {

/// Voters 1, 4 and 5 replace 1, 2 and 3.
ConfState jointOfFive(bool autoLeave) {
    ConfState state;
    state.voters = {NodeId(1), NodeId(4), NodeId(5)};
    state.votersOutgoing = {NodeId(1), NodeId(2), NodeId(3)};
    state.autoLeave = autoLeave;
    return state;
}

ConfState withLearner(std::uint64_t voters) {
    ConfState state = votersUpTo(voters);
    state.learners.emplace_back(voters + 1);
    return state;
}

Message accepted(std::uint64_t from, std::uint64_t term, std::uint64_t index) {
    Message answer = message(MessageType::AppResp, from, 1, term);
    answer.index = Index(index);
    return answer;
}

}  // namespace

class RaftPaperMembershipTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void section6_whileJointAnEntryNeedsBothMajorities_data();
    void section6_whileJointAnEntryNeedsBothMajorities();
    void section6_whileJointAnElectionNeedsBothMajorities_data();
    void section6_whileJointAnElectionNeedsBothMajorities();
    void section6_theJointConfigurationIsCommittedBeforeItIsLeft();
    void section4_3_anExplicitJointConfigurationIsLeftOnRequest();
    void section4_3_aNewLeaderFinishesWhatTheOldOneBegan();
    void section4_3_oneChangeOfAVoterNeedsNoJointConfiguration();
    void section4_3_aJointConfigurationTakesNoOtherChange();
    void section4_3_aDemotedVoterVotesUntilTheJointConfigurationIsLeft();
    void section4_1_atMostOneChangeIsPending();
    void section4_1_aNewLeaderTakesNoChangeWhileItsTailIsNotApplied();
    void section4_1_aChangeCountsOnlyOnceAnEntryOfTheTermIsCommitted();
    void section4_1_changesOfTwoLeadersNeverMakeTwoMajorities();
    void section4_1_aNodeWithAnUnappliedChangeDoesNotCampaign();
    void section4_1_bothFormsOfAChangeMeanTheSame();
    void section4_1_aRefusedProposalLeavesItsPlaceEmpty();
    void section4_2_1_aNewMemberIsCaughtUpWithoutAVote();
    void section4_2_1_aLearnerIsPromotedAndThenCounts();
    void section4_2_1_aNewVoterWithAnEmptyLogGetsEverything();
    void section4_2_1_aLearnerDoesNotCampaign();
    void section4_2_1_aLearnerVotesForWhoKnowsItAsAVoter();
    void section4_2_2_aRemovedLeaderStepsDownWhereItIsTold();
    void section4_2_2_aDemotedLeaderStepsDownWhereItIsTold();
    void section4_2_2_aRemovedLeaderServesUntilAnotherIsElected();
    void section6_aSmallerQuorumCommitsWhatWaited();
    void section6_whoIsNoMemberIsNotHeard();
};

void RaftPaperMembershipTest::section6_whileJointAnEntryNeedsBothMajorities_data() {
    QTest::addColumn<QList<int>>("acknowledged");
    QTest::addColumn<bool>("isCommitted");
    QTest::newRow("only old ones") << QList<int>{2, 3} << false;
    QTest::newRow("only new ones") << QList<int>{4, 5} << false;
    QTest::newRow("one of each") << QList<int>{2, 4} << true;
    QTest::newRow("one new, both old") << QList<int>{2, 3, 5} << true;
}

void RaftPaperMembershipTest::section6_whileJointAnEntryNeedsBothMajorities() {
    QFETCH(QList<int>, acknowledged);
    QFETCH(bool, isCommitted);
    RaftGroup group(jointOfFive(false));
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).propose(Bytes::copyOf("x")).has_value());
    group.takeMessages(1);
    for (const int member : acknowledged) {
        QVERIFY(group.step(accepted(static_cast<std::uint64_t>(member), 1, 2)).has_value());
    }
    QCOMPARE(group.committed(1), isCommitted ? 2U : 1U);
}

void RaftPaperMembershipTest::section6_whileJointAnElectionNeedsBothMajorities_data() {
    QTest::addColumn<QList<int>>("granted");
    QTest::addColumn<QList<int>>("refused");
    QTest::addColumn<bool>("isWon");
    QTest::addColumn<bool>("isLost");
    const QList<int> nobody;
    QTest::newRow("only old ones") << QList<int>{2, 3} << nobody << false << false;
    QTest::newRow("only new ones") << QList<int>{4, 5} << nobody << false << false;
    QTest::newRow("one of each") << QList<int>{3, 5} << nobody << true << false;
    QTest::newRow("the new ones refuse") << QList<int>{2, 3} << QList<int>{4, 5} << false << true;
    QTest::newRow("the old ones refuse") << QList<int>{4, 5} << QList<int>{2, 3} << false << true;
}

void RaftPaperMembershipTest::section6_whileJointAnElectionNeedsBothMajorities() {
    QFETCH(QList<int>, granted);
    QFETCH(QList<int>, refused);
    QFETCH(bool, isWon);
    QFETCH(bool, isLost);
    RaftGroup group(jointOfFive(false));
    group.core(1).campaign();
    QCOMPARE(only(MessageType::Vote, group.takeMessages(1)).size(), 4U);
    for (const int voter : granted) {
        QVERIFY(group.step(message(MessageType::VoteResp, static_cast<std::uint64_t>(voter), 1, 1))
                    .has_value());
    }
    for (const int voter : refused) {
        Message refusal = message(MessageType::VoteResp, static_cast<std::uint64_t>(voter), 1, 1);
        refusal.reject = true;
        QVERIFY(group.step(refusal).has_value());
    }
    QCOMPARE(group.role(1) == Role::Leader, isWon);
    QCOMPARE(group.role(1) == Role::Follower, isLost);
}

void RaftPaperMembershipTest::section6_theJointConfigurationIsCommittedBeforeItIsLeft() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.start(NodeId(4), {});
    group.start(NodeId(5), {});
    // The new ones are away: the joint configuration is in force, and cannot be left.
    group.isolate(4);
    group.isolate(5);
    QVERIFY(group.proposeChange(1, "v4 v5 r2 r3"));
    QCOMPARE(group.members(1), std::string("voters=(1 4 5)&&(1 2 3) autoleave"));
    const std::uint64_t committed = group.committed(1);
    QVERIFY(group.propose(1, "waits"));
    QCOMPARE(group.committed(1), committed);
    group.heal();
    for (int round = 0; round < 4; ++round) {
        group.tick(1);
        group.settle();
    }
    for (const std::uint64_t id : {1U, 4U, 5U}) {
        QCOMPARE(group.members(id), std::string("voters=(1 4 5)"));
        QCOMPARE(group.applied(id), std::string("waits"));
    }
}

void RaftPaperMembershipTest::section4_3_anExplicitJointConfigurationIsLeftOnRequest() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.start(NodeId(4), {});
    QVERIFY(group.proposeChange(1, "v4", ConfChangeTransition::JointExplicit));
    QCOMPARE(group.members(1), std::string("voters=(1 2 3 4)&&(1 2 3)"));
    QVERIFY(group.propose(1, "x"));
    QCOMPARE(group.members(1), std::string("voters=(1 2 3 4)&&(1 2 3)"));
    QVERIFY(group.proposeChange(1, ""));
    for (std::uint64_t id = 1; id <= 4; ++id) {
        QCOMPARE(group.members(id), std::string("voters=(1 2 3 4)"));
    }
}

void RaftPaperMembershipTest::section4_3_aNewLeaderFinishesWhatTheOldOneBegan() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.start(NodeId(4), {});
    group.start(NodeId(5), {});
    // Node 1 dies before it can leave, which takes one of the new members.
    group.isolate(4);
    group.isolate(5);
    QVERIFY(group.proposeChange(1, "v4 v5 r3"));
    QCOMPARE(group.members(2), std::string("voters=(1 2 4 5)&&(1 2 3) autoleave"));
    QCOMPARE(group.members(3), std::string("voters=(1 2 4 5)&&(1 2 3) autoleave"));
    group.heal();
    group.isolate(1);
    QVERIFY(group.elect(2));
    for (const std::uint64_t id : {2U, 4U, 5U}) {
        QCOMPARE(group.members(id), std::string("voters=(1 2 4 5)"));
    }
}

void RaftPaperMembershipTest::section4_3_oneChangeOfAVoterNeedsNoJointConfiguration() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.proposeChange(1, "r3"));
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
    QCOMPARE(group.logOf(1), std::string("1 1"));
    QVERIFY(group.proposeChange(1, "v3", ConfChangeTransition::JointImplicit));
    QCOMPARE(group.members(1), std::string("voters=(1 2 3)"));
    // In and out again, which took two entries.
    QCOMPARE(group.logOf(1), std::string("1 1 1 1"));
}

void RaftPaperMembershipTest::section4_3_aJointConfigurationTakesNoOtherChange() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.proposeChange(1, "r3", ConfChangeTransition::JointExplicit));
    QVERIFY(group.proposeChange(1, "r2"));
    QVERIFY(group.core(1).raft().log().lastIndex() == Index(3));
    QCOMPARE(group.members(1), std::string("voters=(1 2)&&(1 2 3)"));
    // Nor is there anything to leave outside of one.
    QVERIFY(group.proposeChange(1, ""));
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
    QVERIFY(group.proposeChange(1, ""));
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
    QCOMPARE(group.logOf(1), std::string("1 1 1 1 1"));
}

void RaftPaperMembershipTest::section4_3_aDemotedVoterVotesUntilTheJointConfigurationIsLeft() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.proposeChange(1, "l3", ConfChangeTransition::JointExplicit));
    QCOMPARE(group.members(1), std::string("voters=(1 2)&&(1 2 3) learners_next=(3)"));
    QVERIFY(!group.core(1).status().progress.find(NodeId(3))->isLearner());
    QVERIFY(group.proposeChange(1, ""));
    QCOMPARE(group.members(3), std::string("voters=(1 2) learners=(3)"));
    QVERIFY(group.core(1).status().progress.find(NodeId(3))->isLearner());
    group.core(3).campaign();
    QVERIFY(group.role(3) == Role::Follower);
}

void RaftPaperMembershipTest::section4_1_atMostOneChangeIsPending() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.isolate(2);
    group.isolate(3);
    QVERIFY(group.proposeChange(1, "r3"));
    QCOMPARE(group.core(1).status().pendingConfIndex.value(), 2U);
    QVERIFY(group.proposeChange(1, "r2"));
    QCOMPARE(group.core(1).status().pendingConfIndex.value(), 2U);
    group.heal();
    for (int round = 0; round < 3; ++round) {
        group.tick(1);
        group.settle();
    }
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
    QCOMPARE(group.committed(1), 3U);
    QVERIFY(group.proposeChange(1, "r2"));
    QCOMPARE(group.members(1), std::string("voters=(1)"));
}

// A leader cannot know whether its tail holds a change that is already committed.
void RaftPaperMembershipTest::section4_1_aNewLeaderTakesNoChangeWhileItsTailIsNotApplied() {
    RaftGroup group(3);
    group.start(NodeId(1), {{Term(1), {}, Index(1)}, {1, 1, 1}, Index(0)});
    group.core(1).campaign();
    group.handle(1);
    QVERIFY(group.step(message(MessageType::VoteResp, 2, 1, 2)).has_value());
    group.takeMessages(1);
    QCOMPARE(group.core(1).status().pendingConfIndex.value(), 3U);
    Entries change{toEntry(ConfChange{{ConfChangeType::RemoveNode, NodeId(3)}, {}})};
    QVERIFY(group.core(1).propose(change).has_value());
    // What was asked for stands in the log as an empty entry, and nobody is removed.
    QCOMPARE(describe(group.core(1).raft().log().unstable().entries()),
             std::string("2/5 EntryNormal \"\"\n"));
    group.takeMessages(1);
    QVERIFY(group.step(accepted(2, 2, 5)).has_value());
    QCOMPARE(group.committed(1), 5U);
    QCOMPARE(group.members(1), std::string("voters=(1 2 3)"));
    // From here on it may.
    QVERIFY(group.core(1)
                .proposeConfChange(ConfChange{{ConfChangeType::RemoveNode, NodeId(3)}, {}})
                .has_value());
    group.takeMessages(1);
    QVERIFY(group.step(accepted(2, 2, 6)).has_value());
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
}

// The bug of single changes that was found later: a leader must first commit in its own term. Here
// a change is in force only when it is committed, and with it all of the term before it.
void RaftPaperMembershipTest::section4_1_aChangeCountsOnlyOnceAnEntryOfTheTermIsCommitted() {
    RaftGroup group(4);
    group.core(1).campaign();
    group.handle(1);
    for (const std::uint64_t voter : {2U, 3U}) {
        QVERIFY(group.step(message(MessageType::VoteResp, voter, 1, 1)).has_value());
    }
    QVERIFY(group.role(1) == Role::Leader);
    Entries change{toEntry(ConfChange{{ConfChangeType::RemoveNode, NodeId(4)}, {}})};
    QVERIFY(group.core(1).propose(change).has_value());
    group.takeMessages(1);
    QCOMPARE(group.members(1), std::string("voters=(1 2 3 4)"));
    // Two of four would do for three members, and do not for the four that still decide.
    QVERIFY(group.step(accepted(2, 1, 2)).has_value());
    QCOMPARE(group.committed(1), 0U);
    QVERIFY(group.step(accepted(3, 1, 2)).has_value());
    QCOMPARE(group.committed(1), 2U);
    QCOMPARE(group.members(1), std::string("voters=(1 2 3)"));
}

void RaftPaperMembershipTest::section4_1_changesOfTwoLeadersNeverMakeTwoMajorities() {
    RaftGroup group(4);
    QVERIFY(group.elect(1));
    group.start(NodeId(5), {});
    // The first leader proposes to add 5, and only it and 5 could ever know.
    group.isolate(2);
    group.isolate(3);
    group.isolate(4);
    QVERIFY(group.proposeChange(1, "v5"));
    QCOMPARE(group.members(1), std::string("voters=(1 2 3 4)"));
    // The second one removes the first, which takes three of the four.
    group.heal();
    group.isolate(1);
    group.isolate(5);
    QVERIFY(group.elect(2));
    QVERIFY(group.proposeChange(2, "r1"));
    QCOMPARE(group.members(2), std::string("voters=(2 3 4)"));
    // The first one comes back, and finds no majority for itself: neither with 5 nor without.
    group.heal();
    group.restart(NodeId(1));
    group.isolate(2);
    group.isolate(3);
    for (int attempt = 0; attempt < 4; ++attempt) {
        QVERIFY(!group.elect(1));
    }
    group.heal();
    QVERIFY(group.elect(3));
    QCOMPARE(group.members(3), std::string("voters=(2 3 4)"));
}

void RaftPaperMembershipTest::section4_1_aNodeWithAnUnappliedChangeDoesNotCampaign() {
    RaftGroup group(3, [](Config& config) { config.asyncStorageWrites = true; });
    Message append = appendMessage(2, 1, 1, {}, {1}, 1);
    append.entries.front() = toEntry(ConfChange{{ConfChangeType::RemoveNode, NodeId(3)}, {}});
    append.entries.front().term = Term(1);
    append.entries.front().index = Index(1);
    QVERIFY(group.core(1).step(append).has_value());
    QCOMPARE(group.committed(1), 1U);
    group.core(1).campaign();
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.term(1), 1U);
    group.handle(1);
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
    group.core(1).campaign();
    QVERIFY(group.role(1) == Role::Candidate);
}

void RaftPaperMembershipTest::section4_1_bothFormsOfAChangeMeanTheSame() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1)
                .proposeConfChange(ConfChange{{ConfChangeType::RemoveNode, NodeId(3)}, {}})
                .has_value());
    group.settle();
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
    Entries log;
    QVERIFY(group.storage(1).entries(Index(2), Index(3), quorate::raft::kNoLimit, log));
    QVERIFY(log.front().type == EntryType::ConfChange);
    QVERIFY(group.proposeChange(1, "v3"));
    QCOMPARE(group.members(1), std::string("voters=(1 2 3)"));
    QVERIFY(group.storage(1).entries(Index(3), Index(4), quorate::raft::kNoLimit, log));
    QVERIFY(log.back().type == EntryType::ConfChangeV2);
}

void RaftPaperMembershipTest::section4_1_aRefusedProposalLeavesItsPlaceEmpty() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    Entries batch(4);
    batch[0].data = Bytes::copyOf("a");
    batch[1] = toEntry(ConfChange{{ConfChangeType::RemoveNode, NodeId(3)}, {}});
    batch[2] = toEntry(ConfChange{{ConfChangeType::RemoveNode, NodeId(2)}, {}});
    batch[3].data = Bytes::copyOf("b");
    QVERIFY(group.core(1).propose(batch).has_value());
    QCOMPARE(describe(group.core(1).raft().log().unstable().entries()),
             std::string("1/2 EntryNormal \"a\"\n1/3 EntryConfChange r3\n"
                         "1/4 EntryNormal \"\"\n1/5 EntryNormal \"b\"\n"));
    group.settle();
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
    QCOMPARE(group.applied(2), std::string("ab"));
}

void RaftPaperMembershipTest::section4_2_1_aNewMemberIsCaughtUpWithoutAVote() {
    RaftGroup group(2);
    QVERIFY(group.elect(1));
    QVERIFY(group.propose(1, "a"));
    group.start(NodeId(3), {});
    group.isolate(3);
    QVERIFY(group.proposeChange(1, "l3"));
    QVERIFY(group.propose(1, "b"));
    QCOMPARE(group.committed(1), 4U);
    // It can neither help nor hinder.
    group.heal();
    group.isolate(2);
    QVERIFY(group.propose(1, "c"));
    group.tick(1);
    group.settle();
    QCOMPARE(group.logOf(3), std::string("1 1 1 1 1"));
    QCOMPARE(group.committed(1), 4U);
    QCOMPARE(group.applied(3), std::string("ab"));
}

void RaftPaperMembershipTest::section4_2_1_aLearnerIsPromotedAndThenCounts() {
    RaftGroup group(withLearner(2));
    QVERIFY(group.elect(1));
    QVERIFY(group.proposeChange(1, "v3"));
    for (std::uint64_t id = 1; id <= 3; ++id) {
        QCOMPARE(group.members(id), std::string("voters=(1 2 3)"));
    }
    group.isolate(2);
    QVERIFY(group.propose(1, "x"));
    QCOMPARE(group.applied(3), std::string("x"));
    group.heal();
    group.isolate(1);
    QVERIFY(group.elect(3));
}

void RaftPaperMembershipTest::section4_2_1_aNewVoterWithAnEmptyLogGetsEverything() {
    RaftGroup group(1);
    QVERIFY(group.elect(1));
    QVERIFY(group.propose(1, "a"));
    group.start(NodeId(2), {});
    group.isolate(2);
    QVERIFY(group.proposeChange(1, "v2"));
    group.compact(1);
    group.heal();
    group.tick(1);
    group.settle();
    QCOMPARE(group.members(2), std::string("voters=(1 2)"));
    QVERIFY(group.propose(1, "b"));
    QCOMPARE(group.applied(2), std::string("ab"));
}

void RaftPaperMembershipTest::section4_2_1_aLearnerDoesNotCampaign() {
    RaftGroup group(withLearner(2));
    group.tick(3, 100);
    group.core(3).campaign();
    QVERIFY(group.step(message(MessageType::TimeoutNow, 1, 3, 1)).has_value());
    QVERIFY(group.role(3) == Role::Follower);
    QCOMPARE(group.term(3), 1U);
    QVERIFY(group.takeMessages(3).empty());
}

// It has not yet applied its promotion, without which the candidate might find no majority.
void RaftPaperMembershipTest::section4_2_1_aLearnerVotesForWhoKnowsItAsAVoter() {
    RaftGroup group(withLearner(2));
    QVERIFY(group.step(voteRequest(MessageType::Vote, 2, 3, 1, {})).has_value());
    QCOMPARE(text(group.queue()), std::string("3->2 MsgVoteResp Term:1 Log:0/0"));
    // Unasked its vote counts for nothing.
    group.queue().clear();
    group.core(1).campaign();
    group.takeMessages(1);
    QVERIFY(group.step(message(MessageType::VoteResp, 3, 1, 1)).has_value());
    QVERIFY(group.role(1) == Role::Candidate);
}

void RaftPaperMembershipTest::section4_2_2_aRemovedLeaderStepsDownWhereItIsTold() {
    RaftGroup group(3, [](Config& config) { config.stepDownOnRemoval = true; });
    QVERIFY(group.elect(1));
    QVERIFY(group.proposeChange(1, "r1"));
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.leaderOf(1), 0U);
    QCOMPARE(group.members(1), std::string("voters=(2 3)"));
    group.tick(1, 100);
    QVERIFY(group.role(1) == Role::Follower);
}

void RaftPaperMembershipTest::section4_2_2_aDemotedLeaderStepsDownWhereItIsTold() {
    RaftGroup group(3, [](Config& config) { config.stepDownOnRemoval = true; });
    QVERIFY(group.elect(1));
    QVERIFY(group.proposeChange(1, "l1"));
    QVERIFY(group.role(1) == Role::Follower);
    QCOMPARE(group.members(1), std::string("voters=(2 3) learners=(1)"));
}

void RaftPaperMembershipTest::section4_2_2_aRemovedLeaderServesUntilAnotherIsElected() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.proposeChange(1, "r1"));
    QVERIFY(group.role(1) == Role::Leader);
    QVERIFY(group.core(1).status().progress.find(NodeId(1)) == nullptr);
    // The others know that it happened, and somebody takes over.
    QCOMPARE(group.members(2), std::string("voters=(2 3)"));
    QVERIFY(!group.propose(1, "no"));
    QVERIFY(group.elect(2));
    QVERIFY(group.propose(2, "yes"));
    QCOMPARE(group.applied(3), std::string("yes"));
}

void RaftPaperMembershipTest::section6_aSmallerQuorumCommitsWhatWaited() {
    RaftGroup group(2);
    QVERIFY(group.elect(1));
    // Node 2 takes the entry that removes it, and vanishes before the next one.
    QVERIFY(group.core(1)
                .proposeConfChange(ConfChange{{ConfChangeType::RemoveNode, NodeId(2)}, {}})
                .has_value());
    QVERIFY(group.core(1).propose(Bytes::copyOf("x")).has_value());
    group.takeMessages(1);
    QVERIFY(group.step(accepted(2, 1, 2)).has_value());
    QCOMPARE(group.members(1), std::string("voters=(1)"));
    QCOMPARE(group.committed(1), 3U);
    QCOMPARE(group.applied(1), std::string("x"));
}

void RaftPaperMembershipTest::section6_whoIsNoMemberIsNotHeard() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.proposeChange(1, "r3"));
    QVERIFY(group.core(1).propose(Bytes::copyOf("x")).has_value());
    group.takeMessages(1);
    const auto stepped = group.step(accepted(3, 1, 3));
    QVERIFY(!stepped.has_value());
    QVERIFY(stepped.error().code == quorate::ErrorCode::PeerNotFound);
    QCOMPARE(group.committed(1), 2U);
}

QTEST_APPLESS_MAIN(RaftPaperMembershipTest)
#include "tst_raft_paper_membership.moc"
