// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <string>

#include "tests/node/node_world.h"

using quorate::Bytes;
using quorate::node::NodeConfig;
using quorate::node::RequestToken;
using quorate::raft::ConfChangeType;
using quorate::raft::ConfChangeV2;
using quorate::raft::Index;
using quorate::raft::NodeId;
using quorate::tests::NodeWorld;

namespace {

void tuneSnapshots(NodeConfig& config) {
    config.snapshotEntries = 10;
    config.catchUpEntries = 4;
    config.promotionLag = 2;
}

/// The log goes without snapshots, which nobody asks for.
void tuneRelease(NodeConfig& config) {
    config.snapshotEntries = 1'000'000;
    config.catchUpEntries = 4;
    config.releaseEntries = 8;
    config.syncEntries = 8;
}

/// Proposes `count` commands, with tokens from `first` on.
void fill(NodeWorld& world, std::uint64_t node, std::uint64_t first, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        world.node(node).propose(RequestToken(first + i), Bytes::copyOf(std::to_string(first + i)));
        world.settle();
    }
}

ConfChangeV2 change(ConfChangeType type, std::uint64_t id) {
    ConfChangeV2 result;
    result.changes.push_back({type, NodeId(id)});
    return result;
}

}  // namespace

class TestNodeSnapshots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void snapshotIsTakenByEntriesAndKeepsAMarginInTheLog();
    void snapshotIsTakenByBytes();
    void snapshotThatCannotBeSavedIsTriedAgainLater();
    void logIsReleasedBehindADurableSnapshotOnly();
    void noSnapshotIsTakenWhileAnotherOneReplacesTheState();
    void followerFarBehindIsCaughtUpByASnapshot();
    void followerALittleBehindIsServedFromTheLog();
    void logIsReleasedBehindADurableStateWithoutASnapshot();
    void logInMemoryIsReleasedBeforeTheStateIsDurable();
    void whatIsAppliedDuringASyncStaysOnTheDisk();
    void snapshotForAMemberLeavesTheDiskWhatTheStateHasNotDurably();
    void logKeepsWhatAMemberLacksThatIsHeardOf();
    void memberThatLacksWhatWasReleasedIsSentASnapshot();
    void stateThatCannotBeSyncedFailsTheNode();
    void snapshotIsInstalledBeforeTheLogHearsOfIt();
    void logIsNotReleasedBeforeItHearsOfAnInstalledSnapshot();
    void crashBetweenInstallationAndLogIsRecovered();
    void joiningNodeBecomesLearnerThenVoter();
    void learnerThatLagsIsNotPromoted();
    void secondMembershipChangeWaitsForTheFirst();
    void impossibleMembershipChangeIsRefused();
    void jointChangeIsLeftAutomatically();
};

void TestNodeSnapshots::snapshotIsTakenByEntriesAndKeepsAMarginInTheLog() {
    NodeWorld world(3, tuneSnapshots);
    world.elect(1);
    fill(world, 1, 1, 12);
    const auto& log = world.node(1).log();
    QVERIFY(log.snapshotIndex() >= Index(11));
    QVERIFY(log.firstIndex() == (log.snapshotIndex().next().value() > 4
                                     ? Index(log.snapshotIndex().value() - 3)
                                     : Index(1)));
    QVERIFY(world.at(1).released.back() == log.firstIndex().previous());
}

void TestNodeSnapshots::snapshotIsTakenByBytes() {
    NodeWorld world(1, [](NodeConfig& config) { config.snapshotBytes = 1000; });
    world.elect(1);
    world.node(1).propose(RequestToken(1), Bytes::copyOf(std::string(2000, 'x')));
    world.settle();
    QVERIFY(world.node(1).log().snapshotIndex() == Index(3));
}

void TestNodeSnapshots::snapshotThatCannotBeSavedIsTriedAgainLater() {
    NodeWorld world(1, [](NodeConfig& config) {
        config.snapshotBytes = 1000;
        config.snapshotRetryTicks = 5;
    });
    world.elect(1);
    world.node(1).propose(RequestToken(1), Bytes::copyOf(std::string(2000, 'x')));
    while (!world.at(1).isSaving()) {
        world.deliver();
        world.at(1).finishWrite();
        world.at(1).finishApply();
    }
    QVERIFY(world.at(1).finishSave(quorate::Error(quorate::ErrorCode::OutOfSpace, "full")));
    QVERIFY(!world.node(1).hasFailed());
    for (int tick = 0; tick < 4; ++tick) {
        world.deliver();
        world.node(1).tick();
        QVERIFY(!world.at(1).isSaving());
    }
    world.node(1).tick();
    world.deliver();
    QVERIFY(world.at(1).isSaving());
    world.settle();
    QVERIFY(world.node(1).log().snapshotIndex() == Index(3));
    // What the snapshot covers counts no more.
    world.node(1).propose(RequestToken(2), Bytes::copyOf("x"));
    world.settle();
    QVERIFY(world.node(1).log().snapshotIndex() == Index(3));
}

void TestNodeSnapshots::logIsReleasedBehindADurableSnapshotOnly() {
    NodeWorld world(1, tuneSnapshots);
    world.elect(1);
    for (std::uint64_t token = 1; token <= 12; ++token) {
        world.node(1).propose(RequestToken(token), Bytes::copyOf("x"));
    }
    while (!world.at(1).isSaving()) {
        world.deliver();
        world.at(1).finishWrite();
        world.at(1).finishApply();
    }
    world.deliver();
    QVERIFY(world.at(1).released.empty());
    QVERIFY(world.at(1).finishSave());
    QVERIFY(world.at(1).released.back() <= world.at(1).disk().snapshot.index);
    QVERIFY(world.node(1).log().firstIndex() == world.at(1).released.back().next());
}

/// The core has restored the snapshot already, so its configuration is not that of the state.
void TestNodeSnapshots::noSnapshotIsTakenWhileAnotherOneReplacesTheState() {
    NodeWorld world(3, tuneSnapshots);
    world.elect(1);
    fill(world, 1, 1, 7);
    world.cut(1, 3);
    world.cut(2, 3);
    fill(world, 1, 50, 40);
    world.heal();
    world.node(1).tick();
    // The snapshot arrives while a write of the follower's log runs.
    for (int i = 0; i < 20 && !world.at(3).isInstalling(); ++i) {
        world.deliver();
        world.at(3).finishWrite();
        QVERIFY(!world.at(3).isSaving());
    }
    QVERIFY(world.at(3).isInstalling());
    QVERIFY(world.at(3).finishInstall());
    world.deliver();  // the write of its mark runs; the state is far ahead of the log
    QVERIFY(world.at(3).isWriting());
    QVERIFY(!world.at(3).isSaving());
    world.settle();
    QVERIFY(!world.node(3).hasFailed());
    QCOMPARE(world.at(3).state().commands, world.at(1).state().commands);
}

void TestNodeSnapshots::followerFarBehindIsCaughtUpByASnapshot() {
    NodeWorld world(3, tuneSnapshots);
    world.elect(1);
    world.cut(1, 3);
    world.cut(2, 3);
    fill(world, 1, 1, 40);
    world.heal();
    world.tick(5);
    QCOMPARE(world.at(3).state().commands, world.at(1).state().commands);
    QVERIFY(world.at(3).disk().logStart.index > Index(10));
    fill(world, 1, 100, 1);
    QCOMPARE(world.at(3).state().commands.back(), std::string("100"));
}

void TestNodeSnapshots::followerALittleBehindIsServedFromTheLog() {
    NodeWorld world(3, tuneSnapshots);
    world.elect(1);
    fill(world, 1, 1, 8);
    world.cut(1, 3);
    world.cut(2, 3);
    fill(world, 1, 20, 3);  // a snapshot is taken meanwhile
    QVERIFY(world.node(1).log().snapshotIndex() > Index(1));
    world.heal();
    world.tick(5);
    QCOMPARE(world.at(3).state().commands, world.at(1).state().commands);
    QVERIFY(world.at(3).disk().logStart.index == Index(1));
}

void TestNodeSnapshots::logIsReleasedBehindADurableStateWithoutASnapshot() {
    NodeWorld world(1, tuneRelease);
    world.elect(1);
    for (std::uint64_t token = 1; !world.at(1).isSyncing(); ++token) {
        QVERIFY(token < 20);
        world.node(1).propose(RequestToken(token), Bytes::copyOf("x"));
        do {
            world.node(1).pump();
        } while (world.at(1).finishWrite() || world.at(1).finishApply());
    }
    // Nothing goes before it is durable.
    QVERIFY(world.at(1).released.empty());
    const Index applied = world.node(1).appliedIndex();
    world.settle();
    QVERIFY(world.at(1).released.back() == Index(applied.value() - 4));
    QVERIFY(world.node(1).log().firstIndex() == Index(applied.value() - 3));
    QVERIFY(world.node(1).log().snapshotIndex() == Index(1));
    fill(world, 1, 100, 30);
    QVERIFY(world.node(1).log().lastIndex() - world.node(1).log().firstIndex() < 20);
    // It starts again from there.
    world.at(1).crash();
    QVERIFY(world.restart(1).has_value());
    QVERIFY(world.node(1).appliedIndex() > applied);
}

void TestNodeSnapshots::logInMemoryIsReleasedBeforeTheStateIsDurable() {
    NodeWorld world(1, [](NodeConfig& config) {
        tuneRelease(config);
        config.syncEntries = 40;
    });
    world.elect(1);
    fill(world, 1, 1, 30);
    // The disk still has what is to be applied again after a crash.
    QVERIFY(world.node(1).log().lastIndex() - world.node(1).log().firstIndex() < 14);
    QVERIFY(world.at(1).released.empty());
    fill(world, 1, 100, 12);
    QCOMPARE(world.at(1).released.size(), std::size_t(1));
    QVERIFY(world.at(1).released.back() < world.node(1).log().firstIndex());
    QVERIFY(world.at(1).released.back() > Index(25));
}

void TestNodeSnapshots::whatIsAppliedDuringASyncStaysOnTheDisk() {
    NodeWorld world(1, tuneRelease);
    world.elect(1);
    Index asked;
    for (std::uint64_t token = 1; token <= 60; ++token) {
        world.node(1).propose(RequestToken(token), Bytes::copyOf("x"));
        do {
            world.node(1).pump();
        } while (world.at(1).finishWrite() || world.at(1).finishApply());
        if (asked == Index(0) && world.at(1).isSyncing()) {
            asked = world.node(1).appliedIndex();
        }
    }
    QVERIFY(asked != Index(0));
    QVERIFY(world.node(1).log().firstIndex() > asked);
    QVERIFY(world.at(1).finishSync());
    QCOMPARE(world.at(1).released.size(), std::size_t(1));
    QVERIFY(world.at(1).released.back() == Index(asked.value() - 4));
}

void TestNodeSnapshots::snapshotForAMemberLeavesTheDiskWhatTheStateHasNotDurably() {
    NodeWorld world(3, [](NodeConfig& config) {
        tuneRelease(config);
        config.syncEntries = 1000;
        config.maxLagEntries = 12;
    });
    world.elect(1);
    world.cut(1, 3);
    world.cut(2, 3);
    fill(world, 1, 1, 40);
    world.heal();
    world.tick(8);
    QVERIFY(world.at(1).snapshots.size() > 1);
    QCOMPARE(world.at(3).state().commands, world.at(1).state().commands);
    QVERIFY(world.at(1).released.empty());
}

void TestNodeSnapshots::logKeepsWhatAMemberLacksThatIsHeardOf() {
    NodeWorld world(3, tuneRelease);
    world.elect(1);
    world.cut(1, 3);
    world.cut(2, 3);
    fill(world, 1, 1, 40);
    QVERIFY(world.node(1).log().firstIndex() <= Index(3));
    QVERIFY(world.node(2).log().firstIndex() > Index(10));
    world.heal();
    world.tick(5);
    QCOMPARE(world.at(3).state().commands, world.at(1).state().commands);
    QCOMPARE(world.at(1).snapshots.size(), std::size_t(1));  // that of the start
}

void TestNodeSnapshots::memberThatLacksWhatWasReleasedIsSentASnapshot() {
    NodeWorld world(3, [](NodeConfig& config) {
        tuneRelease(config);
        config.maxLagEntries = 12;
    });
    world.elect(1);
    world.cut(1, 3);
    world.cut(2, 3);
    fill(world, 1, 1, 40);
    QCOMPARE(world.at(1).snapshots.size(), std::size_t(1));  // that of the start
    world.heal();
    world.tick(8);
    QVERIFY(world.at(1).snapshots.size() > 1);
    QCOMPARE(world.at(3).state().commands, world.at(1).state().commands);
    fill(world, 1, 100, 1);
    QCOMPARE(world.at(3).state().commands.back(), std::string("100"));
}

void TestNodeSnapshots::stateThatCannotBeSyncedFailsTheNode() {
    NodeWorld world(1, tuneRelease);
    world.elect(1);
    for (std::uint64_t token = 1; !world.at(1).isSyncing(); ++token) {
        world.node(1).propose(RequestToken(token), Bytes::copyOf("x"));
        do {
            world.node(1).pump();
        } while (world.at(1).finishWrite() || world.at(1).finishApply());
    }
    world.at(1).finishSync(quorate::Error(quorate::ErrorCode::IoError, "no disk"));
    QVERIFY(world.node(1).hasFailed());
    QVERIFY(world.node(1).failure().find("no disk") != std::string::npos);
    QVERIFY(world.at(1).released.empty());
}

void TestNodeSnapshots::snapshotIsInstalledBeforeTheLogHearsOfIt() {
    NodeWorld world(3, tuneSnapshots);
    world.elect(1);
    world.cut(1, 3);
    world.cut(2, 3);
    fill(world, 1, 1, 40);
    world.heal();
    const std::size_t writes = world.at(3).writes.size();
    world.node(1).tick();
    for (int i = 0; i < 6; ++i) {
        world.deliver();
        world.at(3).finishWrite();
    }
    for (std::size_t i = writes; i < world.at(3).writes.size(); ++i) {
        QVERIFY(!world.at(3).writes[i].snapshot.has_value());
    }
    QVERIFY(world.at(3).finishInstall());
    world.deliver();
    QVERIFY(world.at(3).writes.back().snapshot.has_value());
    QVERIFY(world.at(3).writes.back().mustSync);
}

void TestNodeSnapshots::logIsNotReleasedBeforeItHearsOfAnInstalledSnapshot() {
    NodeWorld world(3, [](NodeConfig& config) {
        tuneSnapshots(config);
        config.releaseEntries = 8;
        config.syncEntries = 8;
    });
    world.elect(1);
    world.cut(1, 3);
    world.cut(2, 3);
    fill(world, 1, 1, 200);
    world.heal();
    while (!world.at(3).isInstalling()) {
        world.node(1).tick();
        world.deliver();
        world.at(1).finishSave();
        world.at(3).finishWrite();
    }
    QVERIFY(world.at(3).finishInstall());
    world.deliver();
    QVERIFY(world.at(3).isWriting());
    QVERIFY(!world.at(3).isSyncing());
    world.settle();
    QVERIFY(!world.node(3).hasFailed());
    fill(world, 1, 300, 20);
    QVERIFY2(!world.node(3).hasFailed(), world.node(3).failure().c_str());
    QCOMPARE(world.at(3).state().commands, world.at(1).state().commands);
}

void TestNodeSnapshots::crashBetweenInstallationAndLogIsRecovered() {
    NodeWorld world(3, tuneSnapshots);
    world.elect(1);
    world.cut(1, 3);
    world.cut(2, 3);
    fill(world, 1, 1, 40);
    world.heal();
    world.node(1).tick();
    for (int i = 0; i < 6; ++i) {
        world.deliver();
        world.at(3).finishWrite();
    }
    QVERIFY(world.at(3).finishInstall());
    world.at(3).crash();  // the log still ends far before the state
    QVERIFY(world.at(3).disk().entries.size() < 10);
    QVERIFY(world.at(3).start().has_value());
    QVERIFY(world.node(3).log().firstIndex() > Index(20));
    world.tick(30);
    fill(world, 1, 100, 1);
    world.tick(5);
    QCOMPARE(world.at(3).state().commands, world.at(1).state().commands);
}

void TestNodeSnapshots::joiningNodeBecomesLearnerThenVoter() {
    NodeWorld world(3, tuneSnapshots);
    world.elect(1);
    fill(world, 1, 1, 15);
    world.addJoining(4);
    world.node(1).changeMembership(RequestToken(100), change(ConfChangeType::AddLearnerNode, 4));
    world.settle();
    QCOMPARE(world.at(1).outcome(100).kind, std::string("applied"));
    world.tick(5);
    QCOMPARE(world.at(4).state().commands, world.at(1).state().commands);
    world.node(1).promote(RequestToken(101), NodeId(4), {});
    world.settle();
    QCOMPARE(world.at(1).outcome(101).kind, std::string("applied"));
    QCOMPARE(world.node(4).core().confState().voters.size(), std::size_t(4));
}

void TestNodeSnapshots::learnerThatLagsIsNotPromoted() {
    NodeWorld world(3, tuneSnapshots);
    world.elect(1);
    world.node(1).changeMembership(RequestToken(100), change(ConfChangeType::AddLearnerNode, 4));
    world.settle();
    fill(world, 1, 1, 15);
    world.node(1).promote(RequestToken(101), NodeId(4), {});
    QCOMPARE(world.at(1).outcome(101).text, std::string("FailedPrecondition"));
    world.node(1).promote(RequestToken(102), NodeId(2), {});
    QCOMPARE(world.at(1).outcome(102).text, std::string("FailedPrecondition"));
}

void TestNodeSnapshots::secondMembershipChangeWaitsForTheFirst() {
    NodeWorld world(3);
    world.elect(1);
    world.node(1).changeMembership(RequestToken(1), change(ConfChangeType::RemoveNode, 3));
    world.node(1).changeMembership(RequestToken(2), change(ConfChangeType::RemoveNode, 2));
    QCOMPARE(world.at(1).outcome(2).text, std::string("FailedPrecondition"));
    world.settle();
    QCOMPARE(world.at(1).outcome(1).kind, std::string("applied"));
}

void TestNodeSnapshots::impossibleMembershipChangeIsRefused() {
    NodeWorld world(1);
    world.elect(1);
    world.node(1).changeMembership(RequestToken(1), change(ConfChangeType::RemoveNode, 1));
    QCOMPARE(world.at(1).outcome(1).text, std::string("InvalidConfChange"));
    world.node(1).changeMembership(RequestToken(2), ConfChangeV2());
    QCOMPARE(world.at(1).outcome(2).text, std::string("FailedPrecondition"));
}

void TestNodeSnapshots::jointChangeIsLeftAutomatically() {
    NodeWorld world(5);
    world.elect(1);
    ConfChangeV2 both = change(ConfChangeType::RemoveNode, 4);
    both.changes.push_back({ConfChangeType::RemoveNode, NodeId(5)});
    world.node(1).changeMembership(RequestToken(1), both);
    world.settle();
    QCOMPARE(world.at(1).outcome(1).kind, std::string("applied"));
    QCOMPARE(world.node(1).core().confState().voters.size(), std::size_t(3));
    QVERIFY(!world.node(1).core().confState().isJoint());
}

QTEST_APPLESS_MAIN(TestNodeSnapshots)
#include "tst_node_snapshots.moc"
