// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "engine/kv/command_codec.h"
#include "tests/node/node_world.h"

using quorate::Bytes;
using quorate::Error;
using quorate::ErrorCode;
using quorate::node::NodeConfig;
using quorate::node::ReadLevel;
using quorate::node::RequestToken;
using quorate::raft::Index;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::tests::NodeWorld;
using Commands = std::vector<std::string>;

namespace {

void propose(NodeWorld& world, std::uint64_t node, std::uint64_t token, const char* text) {
    world.node(node).propose(RequestToken(token), Bytes::copyOf(text));
}

}  // namespace

class TestNode : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void proposalIsAppliedOnAllNodesAndAnsweredOnce();
    void followerPassesProposalsOnAndAnswersThemItself();
    void proposalWithoutALeaderIsRefused();
    void proposalsOfOneTurnGoTogether();
    void proposalIsUnknownAsSoonAsItsLeaderIsLost();
    void proposalIsUnknownWhenItsTimeIsOver();
    void duplicatedProposalIsAppliedOnce();
    void proposalsBeyondTheLimitAreRefusedAsBusy();
    void nothingLeavesThatDependsOnAWriteBeforeItIsDone();
    void candidateAsksForVotesWhenItsOwnIsDurable();
    void leaderSendsItsAppendsBesideItsOwnWrite();
    void whatComesWhileAWriteRunsGoesIntoTheNextOne();
    void commitIndexAloneWaitsForTheNextTickAndIsNotSynced();
    void commitIndexGoesAlongWithTheNextEntries();
    void committedEntriesGatherWhileABatchIsApplied();
    void failedWriteStopsTheNodeForGood();
    void completionOfWhatDoesNotRunFailsTheNode();
    void brokenInvariantFailsTheNodeAndNotItsHost();
    void proposalsDoNotRunAwayFromTheOldestWithoutAnOutcome();
    void proposalThatNoKeySpaceTakesIsRefused();
    void removedMemberRefusesRequests();
    void nodeRestartsFromItsDisk();
    void appliedEntriesAreCommittedAfterARestart();
};

void TestNode::proposalIsAppliedOnAllNodesAndAnsweredOnce() {
    NodeWorld world(3);
    world.elect(1);
    propose(world, 1, 7, "a");
    QCOMPARE(world.at(1).outcome(7).kind, std::string());
    world.settle();
    QCOMPARE(world.at(1).outcome(7).kind, std::string("applied"));
    for (std::uint64_t id = 1; id <= 3; ++id) {
        QCOMPARE(world.at(id).state().commands, Commands{"a"});
    }
    QCOMPARE(world.node(1).pendingProposals(), std::size_t(0));
}

void TestNode::followerPassesProposalsOnAndAnswersThemItself() {
    NodeWorld world(3);
    world.elect(1);
    propose(world, 3, 1, "from three");
    world.settle();
    QCOMPARE(world.at(3).outcome(1).kind, std::string("applied"));
    QCOMPARE(world.at(1).state().commands, Commands{"from three"});
}

void TestNode::proposalWithoutALeaderIsRefused() {
    NodeWorld world(3);
    propose(world, 1, 1, "a");
    propose(world, 1, 2, "b");
    world.settle();
    for (const std::uint64_t token : {1U, 2U}) {
        QCOMPARE(world.at(1).outcome(token).kind, std::string("refused"));
        QCOMPARE(world.at(1).outcome(token).text, std::string("ProposalDropped"));
    }
    QCOMPARE(world.node(1).pendingProposals(), std::size_t(0));
}

void TestNode::proposalsOfOneTurnGoTogether() {
    NodeWorld world(3);
    world.elect(1);
    std::vector<std::size_t> forwarded;
    world.filter = [&forwarded](const Message& message) {
        if (message.type == MessageType::Prop) {
            forwarded.push_back(message.entries.size());
        }
        return true;
    };
    for (const char* command : {"a", "b", "c"}) {
        propose(world, 2, static_cast<std::uint64_t>(command[0]), command);
    }
    world.settle();
    QCOMPARE(forwarded, std::vector<std::size_t>{3});
    QCOMPARE(world.at(1).state().commands, (Commands{"a", "b", "c"}));
    QCOMPARE(world.at(2).outcome('c').kind, std::string("applied"));
}

void TestNode::proposalIsUnknownAsSoonAsItsLeaderIsLost() {
    NodeWorld world(3);
    world.elect(1);
    world.cut(1, 2);
    world.cut(1, 3);
    propose(world, 1, 1, "on the old leader");
    world.settle();
    world.elect(2);
    world.heal();
    world.tick();
    QCOMPARE(world.at(1).outcome(1).kind, std::string("unknown"));
    QCOMPARE(world.at(1).state().commands, Commands());
}

void TestNode::proposalIsUnknownWhenItsTimeIsOver() {
    NodeWorld world(3, [](NodeConfig& config) { config.proposalTimeoutTicks = 5; });
    world.elect(1);
    world.cut(1, 2);
    world.cut(1, 3);
    propose(world, 1, 1, "a");
    world.tick(4);
    QCOMPARE(world.at(1).outcome(1).kind, std::string());
    world.tick(1);
    QCOMPARE(world.at(1).outcome(1).kind, std::string("unknown"));
    world.heal();
    world.tick(3);
    QCOMPARE(world.at(1).state().commands, Commands{"a"});
}

void TestNode::duplicatedProposalIsAppliedOnce() {
    NodeWorld world(3);
    world.elect(1);
    std::vector<Message> copies;
    world.filter = [&copies](const Message& message) {
        if (message.type == MessageType::Prop) {
            copies.push_back(message);
        }
        return true;
    };
    propose(world, 2, 1, "once");
    world.settle();
    QCOMPARE(copies.size(), std::size_t(1));
    QVERIFY(world.node(1).receive(copies.front()).has_value());
    world.settle();
    QCOMPARE(world.at(2).outcome(1).kind, std::string("applied"));
    QCOMPARE(world.at(3).state().commands, Commands{"once"});
    QVERIFY(world.node(1).appliedIndex() == Index(4));
}

void TestNode::proposalsBeyondTheLimitAreRefusedAsBusy() {
    NodeWorld world(3, [](NodeConfig& config) { config.maxPendingProposals = 2; });
    world.elect(1);
    for (std::uint64_t token = 1; token <= 3; ++token) {
        propose(world, 1, token, "x");
    }
    QCOMPARE(world.at(1).outcome(3).text, std::string("Busy"));
    world.settle();
    QCOMPARE(world.at(1).outcome(2).kind, std::string("applied"));
    propose(world, 1, 4, "y");
    world.settle();
    QCOMPARE(world.at(1).outcome(4).kind, std::string("applied"));
}

void TestNode::nothingLeavesThatDependsOnAWriteBeforeItIsDone() {
    NodeWorld world(3);
    world.node(1).campaign();
    world.deliver();
    QVERIFY(world.at(1).finishWrite());
    world.deliver();
    // Of the others nobody has written its vote, so nobody has answered.
    QVERIFY(world.node(2).core().hardState().vote == NodeId(1));
    QCOMPARE(world.node(1).core().status().votes.size(), std::size_t(1));
    QVERIFY(world.at(2).finishWrite());
    world.deliver();
    QVERIFY(world.node(1).core().softState().role == quorate::raft::Role::Leader);
    QVERIFY(world.at(2).writes.back().mustSync);
}

void TestNode::candidateAsksForVotesWhenItsOwnIsDurable() {
    NodeWorld world(3);
    world.node(1).campaign();
    world.node(1).pump();
    QVERIFY(world.at(1).takeMessages().empty());
    QVERIFY(world.at(1).finishWrite());
    const auto messages = world.at(1).takeMessages();
    QCOMPARE(messages.size(), std::size_t(2));
    QVERIFY(messages.front().type == MessageType::Vote);
}

void TestNode::leaderSendsItsAppendsBesideItsOwnWrite() {
    NodeWorld world(3);
    world.elect(1);
    propose(world, 1, 1, "a");
    world.deliver();
    QVERIFY(world.at(2).finishWrite());
    QVERIFY(world.at(3).finishWrite());
    world.deliver();
    // Both followers have it: that is a quorum, whatever the leader's own disk does. It is applied
    // here when it is stable here.
    QVERIFY(world.node(1).core().hardState().commit == Index(3));
    QVERIFY(!world.at(1).finishApply());
    QVERIFY(world.at(1).finishWrite());
    world.deliver();
    QVERIFY(world.at(1).finishApply());
    QCOMPARE(world.at(1).outcome(1).kind, std::string("applied"));
}

void TestNode::whatComesWhileAWriteRunsGoesIntoTheNextOne() {
    NodeWorld world(1);
    world.elect(1);
    const std::size_t before = world.at(1).writes.size();
    propose(world, 1, 1, "a");
    world.deliver();
    for (std::uint64_t token = 2; token <= 20; ++token) {
        propose(world, 1, token, "b");
        world.deliver();
    }
    QCOMPARE(world.at(1).writes.size(), before + 1);
    QVERIFY(world.at(1).finishWrite());
    world.deliver();
    QCOMPARE(world.at(1).writes.size(), before + 2);
    QCOMPARE(world.at(1).writes.back().entries.size(), std::size_t(19));
}

void TestNode::commitIndexAloneWaitsForTheNextTickAndIsNotSynced() {
    NodeWorld world(1);
    world.elect(1);
    propose(world, 1, 1, "a");
    world.settle();
    const auto& writes = world.at(1).writes;
    QCOMPARE(writes.back().entries.size(), std::size_t(1));
    const Index committed = world.at(1).node().core().hardState().commit;
    QVERIFY(committed == writes.back().entries.back().index);
    world.tick();
    world.settle();
    QVERIFY(writes.back().hardState.has_value());
    QVERIFY(writes.back().hardState->commit == committed);
    QVERIFY(writes.back().entries.empty());
    QVERIFY(!writes.back().mustSync);
    const std::size_t count = writes.size();
    world.tick();
    world.settle();
    QCOMPARE(writes.size(), count);
}

void TestNode::commitIndexGoesAlongWithTheNextEntries() {
    NodeWorld world(1);
    world.elect(1);
    propose(world, 1, 1, "a");
    world.settle();
    const Index committed = world.at(1).node().core().hardState().commit;
    propose(world, 1, 2, "b");
    world.settle();
    const auto& last = world.at(1).writes.back();
    QCOMPARE(last.entries.size(), std::size_t(1));
    QVERIFY(last.hardState.has_value());
    QVERIFY(last.hardState->commit == committed);
    // Nothing is due but what that commits.
    world.tick();
    world.settle();
    QVERIFY(world.at(1).writes.back().hardState->commit == committed.next());
}

void TestNode::committedEntriesGatherWhileABatchIsApplied() {
    NodeWorld world(1);
    world.elect(1);
    world.at(1).batchSizes.clear();
    for (std::uint64_t token = 1; token <= 10; ++token) {
        propose(world, 1, token, "x");
        world.deliver();
        while (world.at(1).finishWrite()) {
            world.deliver();
        }
    }
    QCOMPARE(world.at(1).batchSizes.size(), std::size_t(1));
    QVERIFY(world.at(1).finishApply());
    world.deliver();
    QCOMPARE(world.at(1).batchSizes.back(), std::size_t(9));
}

void TestNode::failedWriteStopsTheNodeForGood() {
    NodeWorld world(3);
    world.elect(1);
    propose(world, 1, 1, "a");
    world.node(1).read(RequestToken(2), ReadLevel::Linearizable);
    world.node(1).pump();
    static_cast<void>(world.at(1).takeMessages());
    QVERIFY(world.at(1).finishWrite(Error(ErrorCode::IoError, "the disk is gone")));
    QVERIFY(world.node(1).hasFailed());
    QVERIFY(world.node(1).failure().find("the disk is gone") != std::string::npos);
    QCOMPARE(world.at(1).outcome(1).kind, std::string("unknown"));
    QCOMPARE(world.at(1).outcome(2).kind, std::string("refused"));
    const std::size_t writes = world.at(1).writes.size();
    world.tick(50);
    QCOMPARE(world.at(1).writes.size(), writes);
    QVERIFY(world.at(1).takeMessages().empty());
    propose(world, 1, 3, "b");
    QCOMPARE(world.at(1).outcome(3).text, std::string("NodeFailed"));
}

void TestNode::completionOfWhatDoesNotRunFailsTheNode() {
    NodeWorld world(4);
    world.node(1).logWritten(1, {});
    world.node(2).applied(1, quorate::node::ApplyReport());
    world.node(3).snapshotSaved(quorate::raft::SnapshotMetadata());
    world.node(4).snapshotInstalled(quorate::raft::SnapshotMetadata());
    for (std::uint64_t id = 1; id <= 4; ++id) {
        QVERIFY(world.node(id).hasFailed());
    }
    NodeWorld late(1);
    late.node(1).campaign();
    late.node(1).pump();
    late.node(1).logWritten(late.at(1).writes.back().number + 1, {});
    QVERIFY(late.node(1).hasFailed());
}

void TestNode::brokenInvariantFailsTheNodeAndNotItsHost() {
    NodeWorld world(1, [](NodeConfig& config) {
        config.raft.onBrokenInvariant = quorate::raft::OnBrokenInvariant::Latch;
    });
    world.at(1).breakNextWrite = true;
    world.node(1).campaign();
    world.node(1).pump();
    QVERIFY(world.node(1).hasFailed());
    QVERIFY(world.node(1).failure().find("on purpose") != std::string::npos);
}

/// What comes later than a window of younger ones is taken for a duplicate; nobody may wait for it.
void TestNode::proposalsDoNotRunAwayFromTheOldestWithoutAnOutcome() {
    NodeWorld world(3);
    world.elect(1);
    Message held;
    world.filter = [&held](const Message& message) {
        if (message.type == MessageType::Prop && held.entries.empty()) {
            held = message;
            return false;
        }
        return true;
    };
    const std::uint64_t window = quorate::kv::kProposalWindow;
    for (std::uint64_t token = 1; token <= window; ++token) {
        propose(world, 2, token, "x");
        if (token % 64 == 1) {
            world.settle();
        }
    }
    world.settle();
    QCOMPARE(world.at(2).outcome(window).kind, std::string("applied"));
    QCOMPARE(world.node(2).pendingProposals(), std::size_t(1));
    propose(world, 2, window + 1, "one too many");
    QCOMPARE(world.at(2).outcome(window + 1).text, std::string("Busy"));
    QVERIFY(world.node(1).receive(held).has_value());
    world.settle();
    QCOMPARE(world.at(2).outcome(1).kind, std::string("applied"));
    propose(world, 2, window + 2, "y");
    world.settle();
    QCOMPARE(world.at(2).outcome(window + 2).kind, std::string("applied"));
}

void TestNode::proposalThatNoKeySpaceTakesIsRefused() {
    NodeWorld world(1);
    world.elect(1);
    const std::string large(quorate::kv::kMaxCommandBytes, 'x');
    world.node(1).propose(RequestToken(1), Bytes::copyOf(large));
    QCOMPARE(world.at(1).outcome(1).kind, std::string());
    world.node(1).propose(RequestToken(2), Bytes::copyOf(large + std::string(100, 'x')));
    QCOMPARE(world.at(1).outcome(2).text, std::string("TooLarge"));
}

void TestNode::removedMemberRefusesRequests() {
    NodeWorld world(3);
    world.elect(1);
    quorate::raft::ConfChangeV2 change;
    change.changes.push_back({quorate::raft::ConfChangeType::RemoveNode, NodeId(3)});
    world.node(1).changeMembership(RequestToken(1), change);
    world.settle();
    world.tick(3);
    QVERIFY(world.at(3).state().confState.voters.size() == 2);
    propose(world, 3, 2, "x");
    world.node(3).read(RequestToken(3), ReadLevel::Linearizable);
    QCOMPARE(world.at(3).outcome(2).text, std::string("FailedPrecondition"));
    QCOMPARE(world.at(3).outcome(3).text, std::string("FailedPrecondition"));
}

void TestNode::nodeRestartsFromItsDisk() {
    NodeWorld world(3);
    world.elect(1);
    propose(world, 1, 1, "a");
    world.settle();
    const auto before = world.node(2).core().hardState();
    world.at(2).crash();
    propose(world, 1, 2, "b");
    world.settle();
    QVERIFY(world.at(2).start().has_value());
    QVERIFY(world.node(2).core().hardState().term == before.term);
    QVERIFY(world.node(2).core().hardState().vote == before.vote);
    world.tick(3);
    QCOMPARE(world.at(2).state().commands, (Commands{"a", "b"}));
}

void TestNode::appliedEntriesAreCommittedAfterARestart() {
    NodeWorld world(1);
    world.elect(1);
    propose(world, 1, 1, "a");
    world.deliver();
    QVERIFY(world.at(1).finishWrite());
    world.deliver();
    QVERIFY(world.at(1).finishApply());  // the commit index is still being written
    QVERIFY(world.at(1).disk().hardState.commit < world.node(1).appliedIndex());
    world.at(1).crash();
    QVERIFY(world.at(1).start().has_value());
    QVERIFY(world.node(1).core().hardState().commit == world.node(1).appliedIndex());
    world.tick(25);
    QCOMPARE(world.at(1).state().commands, Commands{"a"});
}

QTEST_APPLESS_MAIN(TestNode)
#include "tst_node.moc"
