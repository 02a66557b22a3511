// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>
#include <vector>

#include "tests/node/node_world.h"

using quorate::node::NodeConfig;
using quorate::node::RequestToken;
using quorate::raft::ConfChangeType;
using quorate::raft::ConfChangeV2;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::tests::NodeWorld;

namespace {

ConfChangeV2 change(ConfChangeType type, std::uint64_t id) {
    ConfChangeV2 result;
    result.changes.push_back({type, NodeId(id)});
    return result;
}

/// Three nodes, led by node 1, with node 4 ready to join.
NodeWorld ledWorld() {
    NodeWorld world(3, [](NodeConfig& config) { config.promotionLag = 2; });
    world.elect(1);
    world.addJoining(4);
    return world;
}

std::string outcomeText(NodeWorld& world, std::uint64_t node, std::uint64_t token) {
    const auto outcome = world.at(node).outcome(token);
    return outcome.text.empty() ? outcome.kind : outcome.kind + " " + outcome.text;
}

bool isMember(NodeWorld& world, std::uint64_t at, std::uint64_t member) {
    return world.node(at).core().raft().tracker().progress.contains(NodeId(member));
}

/// Keeps what is proposed at followers, while it is delivered too.
void keepProposals(NodeWorld& world, std::vector<Message>& kept, bool deliver = true) {
    world.filter = [&kept, deliver](const Message& message) {
        if (message.type != MessageType::Prop) {
            return true;
        }
        kept.push_back(message);
        return deliver;
    };
}

}  // namespace

class TestNodeMembership : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followerPassesAChangeOnToTheLeader();
    void followerHearsWhyTheLeaderRefuses();
    void changeThatArrivesTwiceIsAppliedOnce();
    void changeThatWasRefusedStaysRefused();
    void changeIsAppliedOnceThoughTheLeaderChanged();
    void changeWithoutALeaderIsRefused();
    void changeOfALostLeaderIsUnknown();
    void strangersChangeWithoutANameIsNotTaken();
    void learnerIsPromotedAtAFollower();
    void promotionOfNoLearnerAddsNobody();
    void promotionIsOnlyOfWhoIsALearnerWhenItIsApplied();
    void leadershipIsTransferredFromAFollower();
    void transferWithoutALeaderIsUnavailable();
};

void TestNodeMembership::followerPassesAChangeOnToTheLeader() {
    NodeWorld world = ledWorld();
    world.node(2).changeMembership(RequestToken(1), change(ConfChangeType::AddNode, 4));
    QCOMPARE(outcomeText(world, 2, 1), std::string());
    world.settle();
    QCOMPARE(outcomeText(world, 2, 1), std::string("applied"));
    for (const std::uint64_t id : {1U, 2U, 3U}) {
        QCOMPARE(world.node(id).core().confState().voters.size(), std::size_t(4));
    }
    world.node(3).changeMembership(RequestToken(1), change(ConfChangeType::RemoveNode, 4));
    world.settle();
    QCOMPARE(outcomeText(world, 3, 1), std::string("applied"));
    QVERIFY(!isMember(world, 1, 4));
}

void TestNodeMembership::followerHearsWhyTheLeaderRefuses() {
    NodeWorld world = ledWorld();
    world.node(1).changeMembership(RequestToken(1), change(ConfChangeType::AddNode, 4));
    world.node(2).changeMembership(RequestToken(1), change(ConfChangeType::RemoveNode, 3));
    world.settle();
    QCOMPARE(outcomeText(world, 1, 1), std::string("applied"));
    QCOMPARE(outcomeText(world, 2, 1), std::string("refused FailedPrecondition"));
    ConfChangeV2 everybody = change(ConfChangeType::RemoveNode, 1);
    for (const std::uint64_t id : {2U, 3U, 4U}) {
        everybody.changes.push_back({ConfChangeType::RemoveNode, NodeId(id)});
    }
    world.node(2).changeMembership(RequestToken(2), everybody);
    world.node(3).changeMembership(RequestToken(1), ConfChangeV2());
    world.settle();
    QCOMPARE(outcomeText(world, 2, 2), std::string("refused InvalidConfChange"));
    QCOMPARE(outcomeText(world, 3, 1), std::string("refused FailedPrecondition"));
    QCOMPARE(world.node(2).core().confState().voters.size(), std::size_t(4));
    // A refusal is no command, though the log has it.
    QVERIFY(world.at(1).state().commands.empty());
}

void TestNodeMembership::changeThatArrivesTwiceIsAppliedOnce() {
    NodeWorld world = ledWorld();
    std::vector<Message> proposals;
    keepProposals(world, proposals);
    world.node(2).changeMembership(RequestToken(1), change(ConfChangeType::AddNode, 4));
    world.settle();
    QCOMPARE(outcomeText(world, 2, 1), std::string("applied"));
    world.node(1).changeMembership(RequestToken(1), change(ConfChangeType::RemoveNode, 4));
    world.settle();
    QVERIFY(!isMember(world, 1, 4));
    QCOMPARE(proposals.size(), std::size_t(1));
    const auto again = world.node(1).receive(proposals.front());
    QVERIFY(!again);
    world.settle();
    QVERIFY(!isMember(world, 1, 4));
    QVERIFY(!isMember(world, 2, 4));
}

void TestNodeMembership::changeThatWasRefusedStaysRefused() {
    NodeWorld world = ledWorld();
    std::vector<Message> proposals;
    keepProposals(world, proposals);
    world.cut(1, 3);
    world.node(1).changeMembership(RequestToken(1), change(ConfChangeType::AddLearnerNode, 4));
    world.node(2).changeMembership(RequestToken(1), change(ConfChangeType::RemoveNode, 3));
    world.deliver();
    QCOMPARE(proposals.size(), std::size_t(1));
    // Again while the refusal is in no log that is applied; the first change is done by now.
    while (!isMember(world, 1, 4)) {
        for (const std::uint64_t id : {1U, 2U}) {
            world.at(id).finishWrite();
        }
        world.deliver();
    }
    world.at(1).finishApply();
    world.node(1).pump();
    QVERIFY(!world.node(1).receive(proposals.front()));
    world.settle();
    QCOMPARE(outcomeText(world, 2, 1), std::string("refused FailedPrecondition"));
    QVERIFY(!world.node(1).receive(proposals.front()));
    world.settle();
    QVERIFY(isMember(world, 1, 3));
    QVERIFY(isMember(world, 2, 3));
}

void TestNodeMembership::changeIsAppliedOnceThoughTheLeaderChanged() {
    NodeWorld world = ledWorld();
    std::vector<Message> proposals;
    keepProposals(world, proposals);
    world.node(2).changeMembership(RequestToken(1), change(ConfChangeType::AddNode, 4));
    world.settle();
    world.node(1).changeMembership(RequestToken(1), change(ConfChangeType::RemoveNode, 4));
    world.settle();
    world.elect(3);
    Message late = proposals.front();
    late.to = NodeId(3);
    QVERIFY(!world.node(3).receive(late));
    // One that leads no more passes it on to who does.
    late.to = NodeId(1);
    QVERIFY(world.node(1).receive(late).has_value());
    world.settle();
    QVERIFY(!isMember(world, 3, 4));
}

void TestNodeMembership::changeWithoutALeaderIsRefused() {
    NodeWorld world(3);
    world.node(2).changeMembership(RequestToken(1), change(ConfChangeType::RemoveNode, 3));
    QCOMPARE(outcomeText(world, 2, 1), std::string("refused ProposalDropped"));
}

void TestNodeMembership::changeOfALostLeaderIsUnknown() {
    NodeWorld world = ledWorld();
    std::vector<Message> proposals;
    keepProposals(world, proposals, false);
    world.node(2).changeMembership(RequestToken(1), change(ConfChangeType::RemoveNode, 3));
    world.settle();
    QCOMPARE(outcomeText(world, 2, 1), std::string());
    world.elect(3);
    QCOMPARE(outcomeText(world, 2, 1), std::string("unknown Unknown"));
}

void TestNodeMembership::strangersChangeWithoutANameIsNotTaken() {
    NodeWorld world = ledWorld();
    Message message;
    message.type = MessageType::Prop;
    message.from = NodeId(2);
    message.to = NodeId(1);
    message.entries.push_back(quorate::raft::toEntry(change(ConfChangeType::RemoveNode, 3)));
    QVERIFY(!world.node(1).receive(message));
    world.settle();
    QVERIFY(isMember(world, 1, 3));
}

void TestNodeMembership::learnerIsPromotedAtAFollower() {
    NodeWorld world = ledWorld();
    world.node(2).changeMembership(RequestToken(1), change(ConfChangeType::AddLearnerNode, 4));
    world.settle();
    world.node(3).promote(RequestToken(1), NodeId(5), {});
    world.settle();
    QCOMPARE(outcomeText(world, 3, 1), std::string("refused FailedPrecondition"));
    world.tick(5);
    world.node(3).promote(RequestToken(2), NodeId(4), {});
    world.settle();
    QCOMPARE(outcomeText(world, 3, 2), std::string("applied"));
    QCOMPARE(world.node(1).core().confState().voters.size(), std::size_t(4));
}

void TestNodeMembership::promotionOfNoLearnerAddsNobody() {
    NodeWorld world = ledWorld();
    for (const std::uint64_t id : {2U, 9U}) {
        world.node(2).promote(RequestToken(id), NodeId(id), {});
        world.settle();
        QCOMPARE(outcomeText(world, 2, id), std::string("refused FailedPrecondition"));
    }
    QCOMPARE(world.node(2).core().confState().voters.size(), std::size_t(3));
    QVERIFY(!isMember(world, 1, 9));
}

/// Promoted by one leader without its entry getting far, removed by the next one: nothing of the
/// first may come back.
void TestNodeMembership::promotionIsOnlyOfWhoIsALearnerWhenItIsApplied() {
    NodeWorld world = ledWorld();
    std::vector<Message> proposals;
    world.node(1).changeMembership(RequestToken(1), change(ConfChangeType::AddLearnerNode, 4));
    world.settle();
    world.tick(5);
    keepProposals(world, proposals, false);
    world.node(2).promote(RequestToken(1), NodeId(4), {});
    world.settle();
    world.filter = nullptr;
    world.node(1).changeMembership(RequestToken(2), change(ConfChangeType::RemoveNode, 4));
    world.settle();
    QVERIFY(world.node(1).receive(proposals.front()).has_value());
    world.settle();
    QCOMPARE(outcomeText(world, 2, 1), std::string("refused FailedPrecondition"));
    QVERIFY(!isMember(world, 1, 4));
}

void TestNodeMembership::leadershipIsTransferredFromAFollower() {
    NodeWorld world = ledWorld();
    QVERIFY(world.node(2).transferLeader(NodeId(3)).has_value());
    world.settle();
    QCOMPARE(world.node(3).core().softState().role, quorate::raft::Role::Leader);
}

void TestNodeMembership::transferWithoutALeaderIsUnavailable() {
    NodeWorld world(3);
    QCOMPARE(world.node(2).transferLeader(NodeId(3)).error().code, quorate::ErrorCode::Unavailable);
}

QTEST_APPLESS_MAIN(TestNodeMembership)
#include "tst_node_membership.moc"
