// SPDX-License-Identifier: Apache-2.0
// A core that starts with what an earlier one left on the disk.
#include <QTest>

#include <string>

#include "engine/raft/describe.h"
#include "tests/support/raft_group.h"

using quorate::Bytes;
using quorate::raft::Config;
using quorate::raft::Index;
using quorate::raft::MessageType;
using quorate::raft::NodeId;
using quorate::raft::Role;
using quorate::raft::Snapshot;
using quorate::raft::Term;
using quorate::tests::appendMessage;
using quorate::tests::message;
using quorate::tests::RaftGroup;
using quorate::tests::Start;
using quorate::tests::TestStorage;
using quorate::tests::votersUpTo;

class RaftRestartTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewNodeHasNothingToDo();
    void whatIsCommittedAndNotAppliedIsHandedOutAgain_data();
    void whatIsCommittedAndNotAppliedIsHandedOutAgain();
    void appliedEntriesAreCommittedEvenIfTheStoredCommitIndexIsOlder();
    void termVoteAndLogAreThoseOfBefore();
    void aLeaderComesBackAsAFollower();
    void aSnapshotAndTheLogBehindItAreTakenUp();
    void theTailThatWasNotCommittedSurvives();
    void aNodeIsItsOwnVoterAgain();
    void electionTimeoutsDependOnTheSeedAlone();
    void aGroupThatRestartsAsAWholeGoesOn();
};

void RaftRestartTest::aNewNodeHasNothingToDo() {
    RaftGroup group(3);
    QVERIFY(!group.core(1).hasReady());
    group.start(NodeId(1), {{Term(3), NodeId(2), Index(2)}, {1, 2, 3}, Index(2)});
    QVERIFY(!group.core(1).hasReady());
}

void RaftRestartTest::whatIsCommittedAndNotAppliedIsHandedOutAgain_data() {
    QTest::addColumn<int>("commit");
    QTest::addColumn<int>("applied");
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("count");
    QTest::newRow("nothing was applied") << 3 << 0 << 1 << 3;
    QTest::newRow("a part was applied") << 3 << 2 << 3 << 1;
    QTest::newRow("all was applied") << 3 << 3 << 0 << 0;
    QTest::newRow("nothing was committed") << 0 << 0 << 0 << 0;
}

void RaftRestartTest::whatIsCommittedAndNotAppliedIsHandedOutAgain() {
    QFETCH(int, commit);
    QFETCH(int, applied);
    QFETCH(int, first);
    QFETCH(int, count);
    RaftGroup group(3);
    group.start(NodeId(1), {{Term(1), {}, Index(static_cast<std::uint64_t>(commit))},
                            {1, 1, 1, 1},
                            Index(static_cast<std::uint64_t>(applied))});
    const auto ready =
        group.core(1).hasReady() ? group.core(1).takeReady() : quorate::raft::Ready();
    QCOMPARE(ready.committedEntries.size(), static_cast<std::size_t>(count));
    if (count > 0) {
        QCOMPARE(ready.committedEntries.front().index.value(), static_cast<std::uint64_t>(first));
    }
    // Nothing of it has to be written or told again.
    QVERIFY(!ready.hardState && !ready.softState && ready.entries.empty());
    QVERIFY(ready.messages.empty() && !ready.mustSync);
}

// A commit index is not synced on its own, while the state machine keeps what it has applied.
void RaftRestartTest::appliedEntriesAreCommittedEvenIfTheStoredCommitIndexIsOlder() {
    RaftGroup group(3);
    group.start(NodeId(1), {{Term(2), {}, Index(1)}, {1, 1, 2, 2}, Index(3)});
    QCOMPARE(group.committed(1), 3U);
    QCOMPARE(group.core(1).status().log.applied.value(), 3U);
    QVERIFY(!group.core(1).hasReady());
    // It answers for them, and applies what comes next.
    QVERIFY(group.step(appendMessage(2, 1, 2, {Term(2), Index(4)}, {2}, 5)).has_value());
    QCOMPARE(group.core(1).status().log.applied.value(), 5U);
    QCOMPARE(group.storage(1).log.hardState().commit.value(), 5U);
}

void RaftRestartTest::termVoteAndLogAreThoseOfBefore() {
    RaftGroup group(3);
    QVERIFY(group.elect(2));
    QVERIFY(group.propose(2, "x"));
    const auto before = group.core(1).hardState();
    group.restart(NodeId(1));
    QVERIFY(group.core(1).hardState() == before);
    QCOMPARE(group.logOf(1), std::string("1 1"));
    QCOMPARE(group.leaderOf(1), 0U);
    group.tick(2);
    group.settle();
    QCOMPARE(group.leaderOf(1), 2U);
    QCOMPARE(group.applied(1), std::string("x"));
}

void RaftRestartTest::aLeaderComesBackAsAFollower() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.restart(NodeId(1));
    QVERIFY(group.role(1) == Role::Follower);
    // It voted for itself, and will not vote for another in that term.
    QVERIFY(group.step(quorate::tests::voteRequest(MessageType::Vote, 2, 1, 1, {Term(1), Index(9)}))
                .has_value());
    QVERIFY(group.queue().front().reject);
    group.queue().clear();
    QVERIFY(group.elect(1));
    QCOMPARE(group.term(1), 2U);
}

void RaftRestartTest::aSnapshotAndTheLogBehindItAreTakenUp() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.propose(1, "a"));
    QVERIFY(group.proposeChange(1, "r3"));
    group.compact(1);
    QVERIFY(group.propose(1, "b"));
    group.restart(NodeId(1));
    QCOMPARE(group.members(1), std::string("voters=(1 2)"));
    QCOMPARE(group.core(1).status().log.firstIndex.value(), 4U);
    QCOMPARE(group.logOf(1), std::string("... 1"));
    QVERIFY(group.elect(1));
    QVERIFY(group.propose(1, "c"));
    QCOMPARE(group.applied(1), std::string("abc"));
    QCOMPARE(group.applied(2), std::string("abc"));

    // Even where the hard state is older than the snapshot.
    TestStorage storage;
    QVERIFY(storage.log.applySnapshot(Snapshot{{Index(9), Term(2), votersUpTo(3)}, {}}));
    storage.members = votersUpTo(3);
    storage.log.setHardState({Term(2), {}, Index(4)});
    Config config;
    config.id = NodeId(1);
    const auto core = quorate::raft::RawNode::create(config, storage);
    QVERIFY(core.has_value());
    QCOMPARE((*core)->hardState().commit.value(), 9U);
    QCOMPARE((*core)->status().log.applied.value(), 9U);
}

void RaftRestartTest::theTailThatWasNotCommittedSurvives() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    group.isolate(1);
    QVERIFY(group.propose(1, "tail"));
    group.restart(NodeId(1));
    QCOMPARE(group.logOf(1), std::string("1 1"));
    QCOMPARE(group.committed(1), 1U);
    group.heal();
    QVERIFY(group.elect(1));
    QCOMPARE(group.applied(2), std::string("tail"));
}

void RaftRestartTest::aNodeIsItsOwnVoterAgain() {
    RaftGroup group(1);
    QVERIFY(group.elect(1));
    QVERIFY(group.propose(1, "a"));
    group.restart(NodeId(1));
    group.tick(1, 20);
    group.settle();
    QVERIFY(group.role(1) == Role::Leader);
    QVERIFY(group.propose(1, "b"));
    QCOMPARE(group.applied(1), std::string("ab"));
}

void RaftRestartTest::electionTimeoutsDependOnTheSeedAlone() {
    const auto timeouts = [](std::uint64_t seed) {
        RaftGroup group(3, [seed](Config& config) { config.random = quorate::Random(seed); });
        std::string drawn;
        for (std::uint64_t term = 1; term <= 20; ++term) {
            static_cast<void>(group.step(message(MessageType::Heartbeat, 2, 1, term)));
            drawn += " " + std::to_string(group.core(1).status().timers.randomizedElectionTimeout);
        }
        return drawn;
    };
    QCOMPARE(timeouts(1), timeouts(1));
    QVERIFY(timeouts(1) != timeouts(2));
}

void RaftRestartTest::aGroupThatRestartsAsAWholeGoesOn() {
    RaftGroup group(3);
    QVERIFY(group.elect(1));
    QVERIFY(group.propose(1, "a"));
    for (std::uint64_t id = 1; id <= 3; ++id) {
        group.restart(NodeId(id));
    }
    QVERIFY(group.elect(3));
    QVERIFY(group.propose(3, "b"));
    for (std::uint64_t id = 1; id <= 3; ++id) {
        QCOMPARE(group.applied(id), std::string("ab"));
        QCOMPARE(group.logOf(id), std::string("1 1 2 2"));
    }
}

QTEST_APPLESS_MAIN(RaftRestartTest)
#include "tst_raft_restart.moc"
