// SPDX-License-Identifier: Apache-2.0
// Leadership transfer: dissertation §3.10.
#include <QTest>

#include <string>

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
using quorate::raft::Role;
using quorate::tests::fingerprint;
using quorate::tests::message;
using quorate::tests::only;
using quorate::tests::RaftGroup;
using quorate::tests::text;

class RaftPaperTransferTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void section3_10_anUpToDateMemberIsToldToCampaignAtOnce();
    void section3_10_aMemberThatLagsIsBroughtUpToDateFirst();
    void section3_10_meanwhileNothingIsProposed();
    void section3_10_afterATimeoutTheLeaderGoesOn();
    void section3_10_theCampaignNeedsNoPreVoteAndNoLeaseHoldsItUp();
    void section3_10_aFollowerPassesTheWishOn();
    void section3_10_withoutALeaderTheWishIsLost();
    void section3_10_aFollowersWishThatTheLeaderStayChangesNothing();
    void section3_10_toItselfALeaderTransfersNothing();
    void section3_10_theSameWishAgainDoesNotProlongIt();
    void section3_10_anotherWishReplacesTheFirst();
    void section3_10_aLearnerCannotBecomeLeader();
    void section3_10_aStrangerCannotBecomeLeader();
    void section3_10_aRemovedTransfereeEndsTheTransfer();
    void section3_10_aNewTermEndsTheTransfer();
    void section3_10_whoIsNoMemberDoesNotFollowTheOrder();
    void section3_10_anAutomaticLeaveIsMadeUpForAfterATransferThatFailed();
};

void RaftPaperTransferTest::section3_10_anUpToDateMemberIsToldToCampaignAtOnce() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).transferLeader(NodeId(3)).has_value());
    QCOMPARE(text(group.takeMessages(1)), std::string("1->3 MsgTimeoutNow Term:1 Log:0/0"));
    QVERIFY(group.step(message(MessageType::TimeoutNow, 1, 3, 1)).has_value());
    QVERIFY(group.role(3) == Role::Candidate);
    group.settle();
    QVERIFY(group.role(3) == Role::Leader);
    QCOMPARE(group.term(1), 2U);
    QCOMPARE(group.leaderOf(1), 3U);
    QVERIFY(group.core(1).status().leadTransferee == quorate::raft::kNoNode);
}

void RaftPaperTransferTest::section3_10_aMemberThatLagsIsBroughtUpToDateFirst() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.isolate(3);
    QVERIFY(group.propose(1, "x"));
    QVERIFY(group.core(1).transferLeader(NodeId(3)).has_value());
    group.settle();
    QVERIFY(group.role(3) == Role::Follower);
    group.heal();
    group.tick(1);
    group.handle(1);
    QVERIFY(only(MessageType::TimeoutNow, group.queue()).empty());
    group.settle();
    QVERIFY(group.role(3) == Role::Leader);
    QCOMPARE(group.applied(3), std::string("x"));
}

void RaftPaperTransferTest::section3_10_meanwhileNothingIsProposed() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.isolate(3);
    QVERIFY(group.core(1).transferLeader(NodeId(3)).has_value());
    const auto proposed = group.core(1).propose(Bytes::copyOf("x"));
    QVERIFY(!proposed.has_value());
    QVERIFY(proposed.error().code == ErrorCode::ProposalDropped);
    QCOMPARE(group.logOf(1), std::string("1"));
}

void RaftPaperTransferTest::section3_10_afterATimeoutTheLeaderGoesOn() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.isolate(3);
    group.tick(1, 7);
    QVERIFY(group.core(1).transferLeader(NodeId(3)).has_value());
    // It has a whole timeout from here on.
    group.tick(1, 9);
    QVERIFY(!group.propose(1, "x"));
    group.tick(1);
    QVERIFY(group.core(1).status().leadTransferee == quorate::raft::kNoNode);
    QVERIFY(group.propose(1, "y"));
    QCOMPARE(group.applied(2), std::string("y"));
    QVERIFY(group.role(1) == Role::Leader);
}

void RaftPaperTransferTest::section3_10_theCampaignNeedsNoPreVoteAndNoLeaseHoldsItUp() {
    RaftGroup group(3, [](Config& config) {
        config.preVote = true;
        config.checkQuorum = true;
    });
    QVERIFY(group.elect(1));
    QVERIFY(group.step(message(MessageType::TimeoutNow, 1, 2, 1)).has_value());
    QVERIFY(group.role(2) == Role::Candidate);
    const auto requests = only(MessageType::Vote, group.queue());
    QCOMPARE(requests.size(), 2U);
    QCOMPARE(requests.front().context.toString(), std::string(quorate::raft::kTransferContext));
    group.settle();
    QVERIFY(group.role(2) == Role::Leader);
}

void RaftPaperTransferTest::section3_10_aFollowerPassesTheWishOn() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.core(2).transferLeader(NodeId(3)).has_value());
    group.handle(2);
    QCOMPARE(text(group.queue()), std::string("3->1 MsgTransferLeader Term:1 Log:0/0"));
    group.settle();
    QVERIFY(group.role(3) == Role::Leader);
}

void RaftPaperTransferTest::section3_10_withoutALeaderTheWishIsLost() {
    RaftGroup group(3);
    QVERIFY(group.core(1).transferLeader(NodeId(2)).has_value());
    QVERIFY(group.takeMessages(1).empty());
    group.core(1).campaign();
    group.takeMessages(1);
    QVERIFY(group.core(1).transferLeader(NodeId(2)).has_value());
    QVERIFY(group.takeMessages(1).empty());
}

void RaftPaperTransferTest::section3_10_aFollowersWishThatTheLeaderStayChangesNothing() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    const std::string before = fingerprint(group.core(1));
    QVERIFY(group.core(2).transferLeader(NodeId(1)).has_value());
    group.handle(2);
    QCOMPARE(group.queue().size(), 1U);
    QVERIFY(group.step(group.queue().front()).has_value());
    QCOMPARE(fingerprint(group.core(1)), before);
}

void RaftPaperTransferTest::section3_10_toItselfALeaderTransfersNothing() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    const std::string before = fingerprint(group.core(1));
    QVERIFY(group.core(1).transferLeader(NodeId(1)).has_value());
    QCOMPARE(fingerprint(group.core(1)), before);
}

void RaftPaperTransferTest::section3_10_theSameWishAgainDoesNotProlongIt() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.core(1).transferLeader(NodeId(3)).has_value());
    group.takeMessages(1);
    group.tick(1, 6);
    QVERIFY(group.core(1).transferLeader(NodeId(3)).has_value());
    QVERIFY(only(MessageType::TimeoutNow, group.takeMessages(1)).empty());
    group.tick(1, 4);
    QVERIFY(group.core(1).status().leadTransferee == quorate::raft::kNoNode);
}

void RaftPaperTransferTest::section3_10_anotherWishReplacesTheFirst() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.isolate(3);
    QVERIFY(group.core(1).transferLeader(NodeId(3)).has_value());
    group.settle();
    QVERIFY(group.core(1).transferLeader(NodeId(2)).has_value());
    QVERIFY(group.core(1).status().leadTransferee == NodeId(2));
    group.heal();
    group.settle();
    QVERIFY(group.role(2) == Role::Leader);
}

void RaftPaperTransferTest::section3_10_aLearnerCannotBecomeLeader() {
    ConfState members = quorate::tests::votersUpTo(2);
    members.learners = {NodeId(3)};
    RaftGroup group(members);
    QVERIFY(group.elect(1));
    const std::string before = fingerprint(group.core(1));
    QVERIFY(group.core(1).transferLeader(NodeId(3)).has_value());
    QCOMPARE(fingerprint(group.core(1)), before);
}

void RaftPaperTransferTest::section3_10_aStrangerCannotBecomeLeader() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    const std::string before = fingerprint(group.core(1));
    QVERIFY(group.core(1).transferLeader(NodeId(9)).has_value());
    const auto refused = group.core(1).transferLeader(quorate::raft::kNoNode);
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().code == ErrorCode::InvalidArgument);
    QCOMPARE(fingerprint(group.core(1)), before);
}

void RaftPaperTransferTest::section3_10_aRemovedTransfereeEndsTheTransfer() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.isolate(3);
    QVERIFY(group.core(1)
                .proposeConfChange(quorate::raft::ConfChange{
                    {quorate::raft::ConfChangeType::RemoveNode, NodeId(3)}, {}})
                .has_value());
    QVERIFY(group.core(1).transferLeader(NodeId(3)).has_value());
    group.settle();
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
    QVERIFY(group.core(1).status().leadTransferee == quorate::raft::kNoNode);
    QVERIFY(group.propose(1, "x"));
}

void RaftPaperTransferTest::section3_10_aNewTermEndsTheTransfer() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.isolate(3);
    QVERIFY(group.core(1).transferLeader(NodeId(3)).has_value());
    group.settle();
    QVERIFY(group.step(message(MessageType::Heartbeat, 2, 1, 2)).has_value());
    QVERIFY(group.core(1).status().leadTransferee == quorate::raft::kNoNode);
    QVERIFY(group.role(1) == Role::Follower);
}

void RaftPaperTransferTest::section3_10_whoIsNoMemberDoesNotFollowTheOrder() {
    RaftGroup group(3);
    group.start(NodeId(9), {});
    QVERIFY(group.step(message(MessageType::TimeoutNow, 1, 9, 1)).has_value());
    QVERIFY(group.role(9) == Role::Follower);
    QVERIFY(group.queue().empty());
}

void RaftPaperTransferTest::section3_10_anAutomaticLeaveIsMadeUpForAfterATransferThatFailed() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    quorate::raft::ConfChangeV2 change;
    change.transition = quorate::raft::ConfChangeTransition::JointImplicit;
    change.changes = {{quorate::raft::ConfChangeType::RemoveNode, NodeId(3)}};
    group.isolate(3);
    QVERIFY(group.core(1).proposeConfChange(change).has_value());
    QVERIFY(group.core(1).transferLeader(NodeId(3)).has_value());
    group.settle();
    QCOMPARE(group.members(1), std::string("voters=(1 2)&&(1 2 3) autoleave"));
    group.tick(1, 10);
    group.settle();
    QVERIFY(group.propose(1, "x"));
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
}

QTEST_APPLESS_MAIN(RaftPaperTransferTest)
#include "tst_raft_paper_transfer.moc"
