// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "tests/node/node_world.h"

using quorate::Bytes;
using quorate::node::NodeConfig;
using quorate::node::ReadLevel;
using quorate::node::RequestToken;
using quorate::raft::Index;
using quorate::raft::Message;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::tests::NodeWorld;

class TestNodeReads : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linearizableReadWaitsForAQuorumAndForTheIndexToBeApplied();
    void readOnAFollowerSeesWhatTheLeaderHasCommitted();
    void localReadIsAnsweredAtOnce();
    void readsThatComeWhileRoundsRunShareTheNextOne();
    void readIsMovedOnWhenTheLeaderChanges();
    void readWithoutALeaderIsRefusedWhenItsTimeIsOver();
    void leaseReadNeedsNoRoundWhileTheLeaseHolds();
    void leaseReadFallsBackToAQuorumWithoutALease();
    void readsBeyondTheLimitAreRefusedAsBusy();
};

void TestNodeReads::linearizableReadWaitsForAQuorumAndForTheIndexToBeApplied() {
    NodeWorld world(3);
    world.elect(1);
    world.node(1).propose(RequestToken(1), Bytes::copyOf("a"));
    world.deliver();
    for (std::uint64_t id = 1; id <= 3; ++id) {
        world.at(id).finishWrite();
    }
    world.deliver();  // committed, not applied
    world.node(1).read(RequestToken(2), ReadLevel::Linearizable);
    world.deliver();  // confirmed by a quorum
    QCOMPARE(world.at(1).outcome(2).kind, std::string());
    QVERIFY(world.at(1).finishApply());
    world.deliver();
    QCOMPARE(world.at(1).outcome(2).kind, std::string("readable"));
    QVERIFY(world.at(1).outcome(2).index == Index(3));
    world.cut(1, 2);
    world.cut(1, 3);
    world.node(1).read(RequestToken(3), ReadLevel::Linearizable);
    world.settle();
    QCOMPARE(world.at(1).outcome(3).kind, std::string());
}

void TestNodeReads::readOnAFollowerSeesWhatTheLeaderHasCommitted() {
    NodeWorld world(3);
    world.elect(1);
    world.cut(1, 3);
    world.node(1).propose(RequestToken(1), Bytes::copyOf("a"));
    world.settle();
    world.heal();
    world.node(3).read(RequestToken(2), ReadLevel::Linearizable);
    world.deliver();
    QCOMPARE(world.at(3).outcome(2).kind, std::string());
    world.tick(2);
    QCOMPARE(world.at(3).outcome(2).kind, std::string("readable"));
    QVERIFY(world.node(3).appliedIndex() >= Index(3));
}

void TestNodeReads::localReadIsAnsweredAtOnce() {
    NodeWorld world(3);
    world.node(2).read(RequestToken(1), ReadLevel::Local);
    QCOMPARE(world.at(2).outcome(1).kind, std::string("readable"));
    QVERIFY(world.at(2).outcome(1).index == Index(1));
}

void TestNodeReads::readsThatComeWhileRoundsRunShareTheNextOne() {
    NodeWorld world(3, [](NodeConfig& config) { config.maxReadRounds = 1; });
    world.elect(1);
    std::size_t rounds = 0;
    world.filter = [&rounds](const Message& message) {
        rounds += message.type == MessageType::Heartbeat && message.to == NodeId(2) ? 1U : 0U;
        return true;
    };
    for (std::uint64_t token = 1; token <= 100; ++token) {
        world.node(1).read(RequestToken(token), ReadLevel::Linearizable);
        world.node(1).pump();
    }
    world.settle();
    QCOMPARE(world.at(1).outcome(100).kind, std::string("readable"));
    QCOMPARE(rounds, std::size_t(2));
}

void TestNodeReads::readIsMovedOnWhenTheLeaderChanges() {
    NodeWorld world(3);
    world.elect(1);
    world.cut(1, 2);
    world.cut(1, 3);
    world.node(3).read(RequestToken(1), ReadLevel::Linearizable);  // goes to 1, and is lost
    world.settle();
    QCOMPARE(world.at(3).outcome(1).kind, std::string());
    world.elect(2);
    QCOMPARE(world.at(3).outcome(1).kind, std::string("readable"));
    QVERIFY(world.at(3).outcome(1).index >= Index(3));
}

void TestNodeReads::readWithoutALeaderIsRefusedWhenItsTimeIsOver() {
    NodeWorld world(3, [](NodeConfig& config) {
        config.readTimeoutTicks = 4;
        config.raft.electionTicks = 100;
    });
    world.node(1).read(RequestToken(1), ReadLevel::Linearizable);
    world.tick(3);
    QCOMPARE(world.at(1).outcome(1).kind, std::string());
    world.tick(1);
    QCOMPARE(world.at(1).outcome(1).kind, std::string("refused"));
    QCOMPARE(world.node(1).pendingReads(), std::size_t(0));
}

void TestNodeReads::leaseReadNeedsNoRoundWhileTheLeaseHolds() {
    NodeWorld world(3, [](NodeConfig& config) {
        config.raft.checkQuorum = true;
        config.raft.readOnlyOption = quorate::raft::ReadOnlyOption::LeaseBased;
    });
    world.elect(1);
    world.tick(2);
    world.cut(1, 2);
    world.cut(1, 3);
    world.node(1).read(RequestToken(1), ReadLevel::Lease);
    world.node(1).read(RequestToken(2), ReadLevel::Linearizable);
    world.settle();
    QCOMPARE(world.at(1).outcome(1).kind, std::string("readable"));
    QCOMPARE(world.at(1).outcome(2).kind, std::string());
}

void TestNodeReads::leaseReadFallsBackToAQuorumWithoutALease() {
    NodeWorld world(3, [](NodeConfig& config) {
        config.raft.checkQuorum = true;
        config.raft.readOnlyOption = quorate::raft::ReadOnlyOption::LeaseBased;
    });
    world.elect(1);
    world.tick(2);
    world.cut(1, 2);
    world.cut(1, 3);
    // The others refuse their votes for an election timeout; the lease ends well before.
    for (int i = 0; i < 9; ++i) {
        world.node(1).tick();
        world.settle();
    }
    QVERIFY(world.node(1).core().softState().role == quorate::raft::Role::Leader);
    world.node(1).read(RequestToken(1), ReadLevel::Lease);
    world.settle();
    QCOMPARE(world.at(1).outcome(1).kind, std::string());
}

void TestNodeReads::readsBeyondTheLimitAreRefusedAsBusy() {
    NodeWorld world(3, [](NodeConfig& config) { config.maxPendingReads = 2; });
    for (std::uint64_t token = 1; token <= 3; ++token) {
        world.node(1).read(RequestToken(token), ReadLevel::Linearizable);
    }
    QCOMPARE(world.at(1).outcome(3).text, std::string("Busy"));
}

QTEST_APPLESS_MAIN(TestNodeReads)
#include "tst_node_reads.moc"
