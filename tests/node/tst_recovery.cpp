// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <memory>
#include <string>

#include "engine/node/node.h"
#include "engine/node/recovery.h"
#include "engine/node/snapshot_work.h"
#include "tests/node/memory_disk.h"

using namespace quorate;
using node::makeFirstMember;
using node::recover;
using node::Recovered;
using node::ReplicatedState;
using raft::Index;
using raft::NodeId;
using raft::Term;
using tests::MemoryDisk;

namespace {

node::Membership threeMembers() {
    node::Membership members;
    members.confState.voters = {NodeId(1), NodeId(2), NodeId(3)};
    members.addresses = {{NodeId(1), "one"}, {NodeId(2), "two"}};
    return members;
}

raft::Entry entry(std::uint64_t term, std::uint64_t index) {
    raft::Entry result;
    result.term = Term(term);
    result.index = Index(index);
    return result;
}

/// Applies entries of term 1 to the store, which is not synced.
void applyUpTo(MemoryDisk& disk, std::uint64_t last) {
    auto machine = std::move(ReplicatedState::open(disk.store())).value();
    while (machine->applied().index < Index(last)) {
        node::ApplyBatch batch;
        batch.commands.push_back(
            {{Term(1), machine->applied().index.next()}, std::nullopt, {}, std::nullopt});
        QVERIFY(machine->apply(batch).has_value());
    }
}

/// The disk of a member that has written entries 2 to `last` of term 1, synced, and has applied as
/// many as `applied`, which are in the store and not synced. Nothing runs.
void fill(MemoryDisk& disk, std::uint64_t last, std::uint64_t applied) {
    QVERIFY(makeFirstMember(disk, threeMembers()).has_value());
    node::LogWrite write;
    write.hardState = raft::HardState{Term(1), NodeId(2), Index(1)};
    for (std::uint64_t index = 2; index <= last; ++index) {
        write.entries.push_back(entry(1, index));
    }
    QVERIFY(disk.log().write(write).has_value());
    QVERIFY(disk.log().sync().has_value());
    applyUpTo(disk, applied);
    disk.reopen();
}

/// Saves the state that the store has now.
void saveSnapshot(MemoryDisk& disk) {
    auto machine = std::move(ReplicatedState::open(disk.store())).value();
    const auto applied = machine->applied();
    auto save =
        std::move(machine->beginSave({applied.index, applied.term, machine->membership().confState},
                                     disk.snapshots()))
            .value();
    while (save->step(1000).value()) {
    }
}

/// Another member's state as of an entry, as a received snapshot.
MemoryDisk::StoredSnapshot snapshotOf(std::uint64_t term, std::uint64_t index) {
    MemoryDisk disk;
    const bool isMade = makeFirstMember(disk, threeMembers()).has_value();
    auto machine = std::move(ReplicatedState::open(disk.store())).value();
    node::ApplyBatch batch;
    batch.commands.push_back({{Term(term), Index(index)}, std::nullopt, {}, std::nullopt});
    if (!isMade || !machine->apply(batch)) {
        qFatal("no snapshot could be made");
    }
    saveSnapshot(disk);
    return disk.storedSnapshots().at(Index(index));
}

void receive(MemoryDisk& disk, std::uint64_t term, std::uint64_t index) {
    disk.storedSnapshots()[Index(index)] = snapshotOf(term, index);
}

void install(MemoryDisk& disk, std::uint64_t term, std::uint64_t index) {
    receive(disk, term, index);
    auto machine = std::move(ReplicatedState::open(disk.store())).value();
    auto work = std::move(machine->beginInstall(disk.storedSnapshots().at(Index(index)).metadata,
                                                disk.snapshots()))
                    .value();
    while (work->step().value()) {
    }
}

/// Whether a node takes what was recovered.
bool starts(const Recovered& recovered) {
    class World final : public node::LogStore,
                        public node::SnapshotStore,
                        public node::StateMachine,
                        public node::Transport,
                        public node::ClientPort {
        void write(node::LogWrite) override {}
        void release(Index) override {}
        void save(raft::SnapshotMetadata) override {}
        void install(raft::SnapshotMetadata) override {}
        void apply(node::ApplyBatch) override {}
        bool hasSeen(const node::ProposalId&) const override { return false; }
        void send(raft::Message) override {}
        void applied(node::RequestToken, raft::EntryId, const kv::Response&) override {}
        void refused(node::RequestToken, const Error&) override {}
        void unknown(node::RequestToken, const Error&) override {}
        void readable(node::RequestToken, Index) override {}
    };
    World world;
    node::NodeConfig config;
    config.raft.id = NodeId(1);
    config.incarnation = 7;
    const auto started =
        node::Node::start(config, {world, world, world, world, world}, recovered.state);
    return started && !(*started)->hasFailed();
}

}  // namespace

class TestRecovery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void emptyDiskIsThatOfAMemberThatJoins();
    void joiningMemberKeepsItsTermAndWaits();
    void firstMemberStartsAsANewCluster();
    void firstMemberIsMadeOnAnEmptyDiskOnly();
    void firstMemberMustBeAVoter();
    void makingThatWasInterruptedIsFinished();
    void stateBehindTheLogIsLeftToTheLog();
    void stateAheadOfTheCommitIndexCounts();
    void whatWasFoundInTheLogIsMadeDurable();
    void stateBehindTheBeginningOfTheLogIsReplaced();
    void brokenSnapshotIsPassedOver();
    void snapshotThatTheLogDoesNotGoOnFromIsNotTaken();
    void releasedLogWithoutASnapshotIsCorrupted();
    void logStartsAnewBehindAnInstalledSnapshot();
    void entriesThatAnInstalledSnapshotContradictsAreDropped();
    void stateThatNothingExplainsIsCorrupted();
    void receivedSnapshotThatWasNotInstalledIsNoSnapshotOfTheState();
    void termIsNotOlderThanTheLastEntry();
    void termIsNotOlderThanTheInstalledSnapshot();
    void voteOfThePresentTermIsKept();
    void committedEntryThatIsMissingIsCorrupted();
    void logWithAGapIsCorrupted();
    void snapshotsThatAreLostAreWantedAnew();
    void errorsOfTheDiskArePassedOn();
};

void TestRecovery::emptyDiskIsThatOfAMemberThatJoins() {
    MemoryDisk disk;
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    QVERIFY(recovered->state.applied == raft::EntryId());
    QVERIFY(recovered->state.confState.isEmpty());
    QVERIFY(recovered->state.snapshot.index == Index(0));
    QVERIFY(starts(*recovered));
}

void TestRecovery::joiningMemberKeepsItsTermAndWaits() {
    MemoryDisk disk;
    disk.durableLog().hardState = {Term(4), NodeId(0), Index(0)};
    receive(disk, 3, 50);
    disk.crash();
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    QVERIFY(recovered->state.hardState.term == Term(4));
    QVERIFY(recovered->state.applied.index == Index(0));
    QVERIFY(recovered->state.snapshot.index == Index(0));
    QVERIFY(starts(*recovered));
}

void TestRecovery::firstMemberStartsAsANewCluster() {
    MemoryDisk disk;
    QVERIFY(makeFirstMember(disk, threeMembers()).has_value());
    disk.crash();
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    const node::RecoveredState expected = node::newCluster(threeMembers().confState.voters);
    QVERIFY(recovered->state.hardState == expected.hardState);
    QVERIFY(recovered->state.logStart == expected.logStart);
    QVERIFY(recovered->state.entries == expected.entries);
    QVERIFY(recovered->state.snapshot == expected.snapshot);
    QVERIFY(recovered->state.applied == expected.applied);
    QVERIFY(recovered->state.confState == expected.confState);
    QVERIFY(recovered->machine->membership() == threeMembers());
    QVERIFY(starts(*recovered));
}

void TestRecovery::firstMemberIsMadeOnAnEmptyDiskOnly() {
    MemoryDisk made;
    QVERIFY(makeFirstMember(made, threeMembers()).has_value());
    made.reopen();
    QCOMPARE(makeFirstMember(made, threeMembers()).error().code, ErrorCode::FailedPrecondition);
    MemoryDisk voted;
    voted.durableLog().hardState.term = Term(2);
    voted.crash();
    QCOMPARE(makeFirstMember(voted, threeMembers()).error().code, ErrorCode::FailedPrecondition);
    MemoryDisk received;
    receive(received, 3, 50);
    QCOMPARE(makeFirstMember(received, threeMembers()).error().code, ErrorCode::FailedPrecondition);
}

void TestRecovery::firstMemberMustBeAVoter() {
    MemoryDisk disk(4);
    QCOMPARE(makeFirstMember(disk, threeMembers()).error().code, ErrorCode::InvalidArgument);
    MemoryDisk other;
    node::Membership members = threeMembers();
    members.addresses.emplace(NodeId(9), "nobody");
    QCOMPARE(makeFirstMember(other, members).error().code, ErrorCode::InvalidArgument);
}

void TestRecovery::makingThatWasInterruptedIsFinished() {
    bool isWhole = false;
    int interruptions = 0;
    for (std::uint64_t operations = 0; !isWhole; ++operations) {
        MemoryDisk disk;
        disk.failAfter(operations);
        isWhole = makeFirstMember(disk, threeMembers()).has_value();
        if (!isWhole) {
            ++interruptions;
            disk.crash();
            const auto again = makeFirstMember(disk, threeMembers());
            QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        }
        disk.crash();
        const auto recovered = recover(disk);
        QVERIFY(recovered.has_value());
        QVERIFY(recovered->state.applied.index == Index(1));
        QVERIFY(starts(*recovered));
    }
    QVERIFY(interruptions >= 5);
}

void TestRecovery::stateBehindTheLogIsLeftToTheLog() {
    MemoryDisk disk;
    fill(disk, 10, 6);
    disk.crash();  // the store falls back to entry 1
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    QVERIFY(recovered->state.applied.index == Index(1));
    QCOMPARE(recovered->state.entries.size(), std::size_t(9));
    QVERIFY(recovered->state.snapshot.index == Index(1));
    QVERIFY(starts(*recovered));
}

void TestRecovery::stateAheadOfTheCommitIndexCounts() {
    MemoryDisk disk;
    fill(disk, 10, 6);
    disk.reopen();
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    QVERIFY(recovered->state.hardState.commit == Index(1));
    QVERIFY(recovered->state.applied.index == Index(6));
    QVERIFY(starts(*recovered));
}

void TestRecovery::whatWasFoundInTheLogIsMadeDurable() {
    MemoryDisk disk;
    fill(disk, 3, 1);
    node::LogWrite unsynced;
    unsynced.entries.push_back(entry(1, 4));
    QVERIFY(disk.log().write(unsynced).has_value());
    disk.reopen();  // the process ended, the machine did not
    QCOMPARE(recover(disk)->state.entries.size(), std::size_t(3));
    disk.crash();
    QCOMPARE(recover(disk)->state.entries.size(), std::size_t(3));
}

void TestRecovery::stateBehindTheBeginningOfTheLogIsReplaced() {
    MemoryDisk disk;
    fill(disk, 10, 5);
    saveSnapshot(disk);
    applyUpTo(disk, 8);
    saveSnapshot(disk);
    QVERIFY(disk.snapshots().releaseBefore(Index(5)).has_value());
    QVERIFY(disk.log().release(Index(4)).has_value());
    disk.crash();  // the store falls back to entry 1
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    QVERIFY(recovered->state.applied.index == Index(8));
    QVERIFY(recovered->state.snapshot.index == Index(8));
    QVERIFY(recovered->state.logStart.index == Index(4));
    QCOMPARE(recovered->state.entries.size(), std::size_t(6));
    QVERIFY(recovered->state.confState == threeMembers().confState);
    QVERIFY(recovered->machine->membership() == threeMembers());
    QVERIFY(starts(*recovered));
}

void TestRecovery::brokenSnapshotIsPassedOver() {
    MemoryDisk disk;
    fill(disk, 10, 5);
    saveSnapshot(disk);
    applyUpTo(disk, 8);
    saveSnapshot(disk);
    QVERIFY(disk.log().release(Index(4)).has_value());
    disk.storedSnapshots().at(Index(8)).stream.back() ^= 1;
    disk.crash();
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    QVERIFY(recovered->state.applied.index == Index(5));
    QVERIFY(recovered->state.snapshot.index == Index(5));
    QVERIFY(starts(*recovered));
}

void TestRecovery::snapshotThatTheLogDoesNotGoOnFromIsNotTaken() {
    MemoryDisk disk;
    fill(disk, 10, 5);
    saveSnapshot(disk);
    QVERIFY(disk.log().release(Index(5)).has_value());
    receive(disk, 1, 20);  // behind the end of the log
    receive(disk, 2, 8);   // another entry than the log has there
    disk.crash();
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    QVERIFY(recovered->state.applied.index == Index(5));
    QVERIFY(recovered->state.snapshot.index == Index(5));
    QCOMPARE(recovered->state.entries.size(), std::size_t(5));
}

void TestRecovery::releasedLogWithoutASnapshotIsCorrupted() {
    MemoryDisk disk;
    fill(disk, 10, 5);
    QVERIFY(disk.log().release(Index(5)).has_value());
    disk.crash();
    const auto recovered = recover(disk);
    QVERIFY(!recovered);
    QCOMPARE(recovered.error().code, ErrorCode::Corrupted);
    QVERIFY(recovered.error().message.find("begins behind entry 5") != std::string::npos);
    QVERIFY(recovered.error().message.find("state is that of entry 1 ") != std::string::npos);
}

void TestRecovery::logStartsAnewBehindAnInstalledSnapshot() {
    MemoryDisk disk;
    fill(disk, 10, 5);
    install(disk, 1, 50);
    disk.crash();  // before the log heard of it
    for (int start = 0; start < 2; ++start) {
        const auto recovered = recover(disk);
        QVERIFY(recovered.has_value());
        QVERIFY(recovered->state.applied.index == Index(50));
        QVERIFY(recovered->state.snapshot.index == Index(50));
        QVERIFY(recovered->state.logStart == (raft::EntryId{Term(1), Index(50)}));
        QVERIFY(recovered->state.entries.empty());
        QVERIFY(starts(*recovered));
        disk.crash();
        QVERIFY(disk.durableLog().start.index == Index(50));
    }
}

void TestRecovery::entriesThatAnInstalledSnapshotContradictsAreDropped() {
    MemoryDisk disk;
    fill(disk, 10, 5);
    install(disk, 3, 8);  // the log has entry 8 of term 1
    disk.crash();
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    QVERIFY(recovered->state.logStart == (raft::EntryId{Term(3), Index(8)}));
    QVERIFY(recovered->state.entries.empty());
    QVERIFY(starts(*recovered));
}

void TestRecovery::stateThatNothingExplainsIsCorrupted() {
    MemoryDisk shortLog;
    fill(shortLog, 10, 9);
    shortLog.syncStore();
    shortLog.durableLog().entries.resize(3);
    shortLog.crash();
    const auto shortened = recover(shortLog);
    QVERIFY(!shortened);
    QCOMPARE(shortened.error().code, ErrorCode::Corrupted);
    MemoryDisk otherLog;
    fill(otherLog, 10, 9);
    otherLog.syncStore();
    otherLog.durableLog().entries.back().term = Term(2);
    otherLog.durableLog().entries[otherLog.durableLog().entries.size() - 2].term = Term(2);
    otherLog.crash();
    QCOMPARE(recover(otherLog).error().code, ErrorCode::Corrupted);
}

void TestRecovery::receivedSnapshotThatWasNotInstalledIsNoSnapshotOfTheState() {
    MemoryDisk disk;
    fill(disk, 10, 5);
    saveSnapshot(disk);
    disk.syncStore();
    receive(disk, 1, 7);
    receive(disk, 1, 50);
    disk.crash();
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    QVERIFY(recovered->state.applied.index == Index(5));
    QVERIFY(recovered->state.snapshot.index == Index(5));
    QCOMPARE(recovered->state.entries.size(), std::size_t(9));
    QVERIFY(starts(*recovered));
}

void TestRecovery::termIsNotOlderThanTheLastEntry() {
    MemoryDisk disk;
    fill(disk, 3, 1);
    disk.durableLog().entries.push_back(entry(6, 4));
    disk.crash();
    for (int start = 0; start < 2; ++start) {
        const auto recovered = recover(disk);
        QVERIFY(recovered.has_value());
        QVERIFY(recovered->state.hardState.term == Term(6));
        QVERIFY(recovered->state.hardState.vote == raft::kNoNode);
        disk.crash();
        QVERIFY(disk.durableLog().hardState.term == Term(6));
    }
}

void TestRecovery::termIsNotOlderThanTheInstalledSnapshot() {
    MemoryDisk disk;
    fill(disk, 10, 5);
    install(disk, 9, 50);
    disk.crash();
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    QVERIFY(recovered->state.hardState.term == Term(9));
    QVERIFY(recovered->state.hardState.vote == raft::kNoNode);
    QVERIFY(starts(*recovered));
}

void TestRecovery::voteOfThePresentTermIsKept() {
    MemoryDisk disk;
    fill(disk, 10, 5);
    const std::size_t writes = disk.logWrites();
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    QVERIFY(recovered->state.hardState.term == Term(1));
    QVERIFY(recovered->state.hardState.vote == NodeId(2));
    QCOMPARE(disk.logWrites(), writes);
}

void TestRecovery::committedEntryThatIsMissingIsCorrupted() {
    MemoryDisk disk;
    fill(disk, 10, 5);
    disk.durableLog().hardState.commit = Index(11);
    disk.crash();
    QCOMPARE(recover(disk).error().code, ErrorCode::Corrupted);
}

void TestRecovery::logWithAGapIsCorrupted() {
    MemoryDisk gap;
    fill(gap, 10, 1);
    gap.durableLog().entries.erase(gap.durableLog().entries.begin() + 3);
    gap.crash();
    QCOMPARE(recover(gap).error().code, ErrorCode::Corrupted);
    MemoryDisk back;
    fill(back, 10, 1);
    back.durableLog().entries[2].term = Term(5);
    back.crash();
    QCOMPARE(recover(back).error().code, ErrorCode::Corrupted);
}

void TestRecovery::snapshotsThatAreLostAreWantedAnew() {
    MemoryDisk disk;
    fill(disk, 10, 8);
    disk.syncStore();
    QVERIFY(disk.log().release(Index(5)).has_value());
    disk.storedSnapshots().clear();
    disk.crash();
    const auto recovered = recover(disk);
    QVERIFY(recovered.has_value());
    QVERIFY(recovered->state.snapshot.index == Index(0));
    QVERIFY(starts(*recovered));
    node::NodeLog log;
    QVERIFY(log.recover(recovered->state).has_value());
    QCOMPARE(log.snapshot().error().code, ErrorCode::SnapshotTemporarilyUnavailable);
    QVERIFY(log.isSnapshotWanted());
}

void TestRecovery::errorsOfTheDiskArePassedOn() {
    MemoryDisk disk;
    fill(disk, 10, 5);
    disk.failAfter(0);
    QCOMPARE(recover(disk).error().code, ErrorCode::IoError);
}

QTEST_APPLESS_MAIN(TestRecovery)
#include "tst_recovery.moc"
