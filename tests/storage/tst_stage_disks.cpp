// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <memory>
#include <string>
#include <utility>

#include "engine/stage/simulation/simulation.h"
#include "network/loopback_wire.h"
#include "storage/inspection/disk_question.h"
#include "storage/posix_file_system.h"
#include "storage/stage/stage_disks.h"
#include "tests/storage/must.h"
#include "tests/storage/temporary_directory.h"
#include "tests/unit/raft_values.h"

namespace quorate::storage {

using raft::NodeId;
using stage::DiskAct;
using stage::DiskPart;
using Blame = stage::DiskTrouble::Blame;

namespace {

constexpr std::uint64_t kCluster = 7;
const NodeId kNode(1);
constexpr std::uint32_t kAlways = 1'000'000;

StageDiskOptions options() {
    return StageDiskOptions::small(kCluster, 3);
}

node::LogWrite entry(std::uint64_t index) {
    node::LogWrite write;
    write.entries = {tests::entryOf(1, index, "data")};
    return write;
}

std::uint64_t lastOf(node::NodeStorage& storage) {
    const auto found = storage.log().takeRecovered();
    return found.entries.empty() ? 0 : found.entries.back().index.value();
}

}  // namespace

class TestStageDisks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDirectoryIsMadeOnceAndOpenedThen();
    void aLossOfPowerTakesWhatWasNotSynced();
    void aForgetfulDiskKeepsNothingThatWasNotSynced();
    void aLossOfPowerTearsTheLastWriteOfTheLog();
    void nothingIsTornWhereAllIsSynced();
    void aWriteThatTearsEndsTheMachine();
    void aProcessThatEndsLeavesItToTheSystem();
    void whatADeadProcessLeftReachesNothing();
    void aCrashWithinACallIsSeenAndOver();
    void aPlannedFailureComesOnce();
    void anInterruptedMakingIsMadeAgain();
    void anIllDiskIsToBlameUntilItIsCured();
    void callsOfASlowDiskTakeTime();
    void aDamagedSnapshotIsSetAside();
    void aWipedDiskIsThatOfSomebodyElse();
    void aRealDirectoryKeepsWhatWasSynced();
    void aRealDirectoryIsLocked();
    void whoLooksOnChangesNothing();
    void whatIsLookedAtIsWhatTheNodeHasOpen();
    void aWholeClusterComesToRestOnARealDirectory();

private:
    Random m_random{1};
};

void TestStageDisks::aDirectoryIsMadeOnceAndOpenedThen() {
    StageDisks disks(options());
    const std::uint64_t directory = must(disks.open(kNode, m_random))->identity().directory;
    const auto again = must(disks.open(kNode, m_random));
    QCOMPARE(again->identity().directory, directory);
    QCOMPARE(again->identity().cluster, kCluster);
    QCOMPARE(again->identity().start, std::uint64_t{2});
    QVERIFY(must(disks.open(NodeId(2), m_random))->identity().directory != directory);
}

void TestStageDisks::aLossOfPowerTakesWhatWasNotSynced() {
    bool isTaken = false;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        StageDisks disks(StageDiskOptions::small(kCluster, seed));
        auto storage = must(disks.open(kNode, m_random));
        must(storage->log().write(entry(1)));
        must(storage->log().sync());
        must(storage->log().write(entry(2)));
        disks.crash(kNode, m_random);
        QVERIFY(!storage->log().sync());
        storage.reset();
        const std::uint64_t last = lastOf(*must(disks.open(kNode, m_random)));
        QVERIFY(last == 1 || last == 2);
        isTaken = isTaken || last == 1;
    }
    QVERIFY(isTaken);
}

void TestStageDisks::aForgetfulDiskKeepsNothingThatWasNotSynced() {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        StageDisks disks(StageDiskOptions::small(kCluster, seed));
        disks.setForgetful(kNode, true);
        auto storage = must(disks.open(kNode, m_random));
        must(storage->log().write(entry(1)));
        must(storage->log().sync());
        must(storage->log().write(entry(2)));
        disks.crash(kNode, m_random);
        storage.reset();
        QCOMPARE(lastOf(*must(disks.open(kNode, m_random))), std::uint64_t{1});
    }
}

void TestStageDisks::aLossOfPowerTearsTheLastWriteOfTheLog() {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        StageDisks disks(StageDiskOptions::small(kCluster, seed));
        auto storage = must(disks.open(kNode, m_random));
        must(storage->log().write(entry(1)));
        must(storage->log().sync());
        must(storage->log().write(entry(2)));
        must(storage->log().write(entry(3)));
        disks.setTearing(kNode, true);
        disks.crash(kNode, m_random);
        storage.reset();
        // What was written before the last write is there, synced or not; of that, half is.
        storage = must(disks.open(kNode, m_random));
        QCOMPARE(lastOf(*storage), std::uint64_t{2});
        QCOMPARE(disks.tally().met[static_cast<std::size_t>(stage::DiskMet::TornTailCut)],
                 std::uint64_t{1});
        // The next loss of power is as others are.
        must(storage->log().write(entry(3)));
        must(storage->log().sync());
        disks.crash(kNode, m_random);
        storage.reset();
        QCOMPARE(lastOf(*must(disks.open(kNode, m_random))), std::uint64_t{3});
    }
}

void TestStageDisks::nothingIsTornWhereAllIsSynced() {
    StageDisks disks(options());
    auto storage = must(disks.open(kNode, m_random));
    must(storage->log().write(entry(1)));
    must(storage->log().sync());
    disks.setTearing(kNode, true);
    disks.crash(kNode, m_random);
    storage.reset();
    QCOMPARE(lastOf(*must(disks.open(kNode, m_random))), std::uint64_t{1});
    QCOMPARE(disks.tally().met[static_cast<std::size_t>(stage::DiskMet::TornTailCut)],
             std::uint64_t{0});
}

void TestStageDisks::aWriteThatTearsEndsTheMachine() {
    StageDisks disks(options());
    auto storage = must(disks.open(kNode, m_random));
    must(storage->log().write(entry(1)));
    disks.tearNextLogWrite(kNode);
    QVERIFY(disks.tearsNextLogWrite(kNode));
    QVERIFY(!storage->log().write(entry(2)));
    QVERIFY(!disks.tearsNextLogWrite(kNode));
    QVERIFY(disks.isDead(kNode));
    disks.crash(kNode, m_random);
    storage.reset();
    QCOMPARE(lastOf(*must(disks.open(kNode, m_random))), std::uint64_t{1});
    QCOMPARE(disks.tally().met[static_cast<std::size_t>(stage::DiskMet::TornTailCut)],
             std::uint64_t{1});
}

void TestStageDisks::aProcessThatEndsLeavesItToTheSystem() {
    StageDisks disks(options());
    must(must(disks.open(kNode, m_random))->log().write(entry(1)));
    QCOMPARE(lastOf(*must(disks.open(kNode, m_random))), std::uint64_t{1});
}

void TestStageDisks::whatADeadProcessLeftReachesNothing() {
    StageDisks disks(options());
    const raft::SnapshotMetadata metadata = tests::snapshotOf(1, 5).metadata;
    auto storage = must(disks.open(kNode, m_random));
    auto left = must(storage->snapshots().create(metadata));
    must(left->append("half"));
    disks.crash(kNode, m_random);
    storage.reset();
    storage = must(disks.open(kNode, m_random));
    auto sink = must(storage->snapshots().create(metadata));
    must(sink->append("whole"));
    left.reset();  // it would remove its file, which now is another's
    must(sink->commit());
    QCOMPARE(storage->snapshots().list().size(), std::size_t{1});
}

void TestStageDisks::aCrashWithinACallIsSeenAndOver() {
    StageDisks disks(options());
    auto storage = must(disks.open(kNode, m_random));
    disks.crashAt(kNode, DiskPart::Log, DiskAct::Sync, 1);
    must(storage->log().write(entry(1)));
    QVERIFY(!disks.isDead(kNode));
    const auto synced = storage->log().sync();
    QVERIFY(!synced);
    QVERIFY(disks.blameFor(synced.error()) == Blame::Power);
    QVERIFY(disks.isDead(kNode));
    disks.crash(kNode, m_random);
    QVERIFY(!disks.isDead(kNode));
    storage.reset();
    must(disks.open(kNode, m_random));
    QCOMPARE(disks.tally().crashes[0][static_cast<std::size_t>(DiskAct::Sync)], std::uint64_t{1});
}

void TestStageDisks::aPlannedFailureComesOnce() {
    StageDisks disks(options());
    auto storage = must(disks.open(kNode, m_random));
    disks.failOnce(kNode, DiskPart::Log, DiskAct::Sync);
    disks.endFailure(kNode);
    must(storage->log().write(entry(1)));
    must(storage->log().sync());
    disks.failOnce(kNode, DiskPart::Log, DiskAct::Sync);
    must(storage->log().write(entry(2)));
    const auto synced = storage->log().sync();
    QVERIFY(!synced);
    QVERIFY(disks.blameFor(synced.error()) == Blame::Failure);
    QVERIFY(!disks.isDead(kNode));
    storage.reset();
    storage = must(disks.open(kNode, m_random));
    must(storage->log().write(entry(2)));
    must(storage->log().sync());
}

void TestStageDisks::anInterruptedMakingIsMadeAgain() {
    StageDisks disks(options());
    int interrupted = 0;
    std::uint32_t number = 1;
    for (std::uint64_t node = 1; node < 200; ++node, ++number) {
        disks.crashAt(NodeId(node), DiskPart::Rest, DiskAct::ChangeNames, number);
        if (disks.open(NodeId(node), m_random)) {
            break;
        }
        ++interrupted;
        disks.crash(NodeId(node), m_random);
        must(disks.open(NodeId(node), m_random));
    }
    QVERIFY(interrupted > 5);
    QVERIFY(disks.tally().met[static_cast<std::size_t>(stage::DiskMet::MakingRepeated)] > 0);
}

void TestStageDisks::anIllDiskIsToBlameUntilItIsCured() {
    StageDisks disks(options());
    stage::DiskIllness failing;
    failing.writesFail = kAlways;
    stage::DiskIllness full;
    full.freeBytes = 0;
    for (const auto& [illness, blame] :
         {std::pair(failing, Blame::Failure), std::pair(full, Blame::Space)}) {
        auto storage = must(disks.open(kNode, m_random));
        disks.setIllness(kNode, illness);
        // A segment has its space, but not one that is larger.
        node::LogWrite large;
        large.entries = {tests::entryOf(1, 1, std::string(100'000, 'x'))};
        const auto written = storage->log().write(large);
        QVERIFY(!written);
        QVERIFY(disks.blameFor(written.error()) == blame);
        storage.reset();
        disks.setIllness(kNode, {});
        QCOMPARE(lastOf(*must(disks.open(kNode, m_random))), std::uint64_t{0});
    }
    QVERIFY(!disks.blameFor({ErrorCode::Corrupted, "something else"}));
}

void TestStageDisks::callsOfASlowDiskTakeTime() {
    StageDisks disks(options());
    const auto storage = must(disks.open(kNode, m_random));
    QCOMPARE(disks.takeDelay(kNode), std::uint64_t{0});
    stage::DiskIllness slow;
    slow.delay = 1000;
    disks.setIllness(kNode, slow);
    for (std::uint64_t index = 1; index <= 20; ++index) {
        must(storage->log().write(entry(index)));
    }
    const std::uint64_t delay = disks.takeDelay(kNode);
    QVERIFY(delay > 0 && delay <= 100'000);
    QCOMPARE(disks.takeDelay(kNode), std::uint64_t{0});
}

void TestStageDisks::aDamagedSnapshotIsSetAside() {
    StageDisks disks(options());
    QVERIFY(!disks.damageSnapshot(kNode, m_random));
    {
        const auto storage = must(disks.open(kNode, m_random));
        auto sink = must(storage->snapshots().create(tests::snapshotOf(1, 5).metadata));
        must(sink->append("state"));
        must(sink->commit());
    }
    QVERIFY(disks.damageSnapshot(kNode, m_random));
    QVERIFY(must(disks.open(kNode, m_random))->snapshots().list().empty());
    QCOMPARE(disks.findings(kNode).size(), std::size_t{1});
}

void TestStageDisks::aWipedDiskIsThatOfSomebodyElse() {
    StageDisks disks(options());
    auto storage = must(disks.open(kNode, m_random));
    const std::uint64_t directory = storage->identity().directory;
    must(storage->log().write(entry(1)));
    must(storage->log().sync());
    storage.reset();
    must(disks.wipe(kNode));
    storage = must(disks.open(kNode, m_random));
    QVERIFY(storage->identity().directory != directory);
    QCOMPARE(lastOf(*storage), std::uint64_t{0});
}

void TestStageDisks::aRealDirectoryKeepsWhatWasSynced() {
    const TemporaryDirectory temporary;
    PosixFileSystem files;
    const std::string path = temporary.path() + "/session";
    std::uint64_t directory = 0;
    {
        StageDisks disks(options(), files, path);
        const auto storage = must(disks.open(kNode, m_random));
        directory = storage->identity().directory;
        must(storage->log().write(entry(1)));
        must(storage->log().sync());
        must(storage->log().write(entry(2)));
    }
    {
        StageDisks disks(options(), files, path);
        const auto storage = must(disks.open(kNode, m_random));
        QCOMPARE(storage->identity().directory, directory);
        QCOMPARE(lastOf(*storage), std::uint64_t{1});
    }
    // Any node could start on it.
    const auto real =
        must(NodeDirectory::open(files, path + "/node-1", {kCluster, kNode}, options().directory));
    QCOMPARE(lastOf(*real), std::uint64_t{1});
}

void TestStageDisks::aRealDirectoryIsLocked() {
    const TemporaryDirectory temporary;
    PosixFileSystem files;
    StageDisks disks(options(), files, temporary.path());
    must(disks.open(kNode, m_random));
    StageDisks others(options(), files, temporary.path());
    QVERIFY(failsWith(others.open(kNode, m_random), ErrorCode::Busy));
}

void TestStageDisks::whoLooksOnChangesNothing() {
    StageDisks disks(options());
    auto storage = must(disks.open(kNode, m_random));
    must(storage->log().write(entry(1)));
    must(storage->log().sync());
    disks.takeDelay(kNode);
    stage::DiskIllness slow;
    slow.delay = 1000;
    disks.setIllness(kNode, slow);
    disks.crashAt(kNode, DiskPart::Log, DiskAct::Read, 1);
    disks.failOnce(kNode, DiskPart::Log, DiskAct::ChangeNames);
    for (const DiskQuestion& question :
         {DiskQuestion(LogQuestion()), DiskQuestion(RecordsQuestion{1}),
          DiskQuestion(CrashQuestion()), DiskQuestion(SnapshotsQuestion()),
          DiskQuestion(StateQuestion()), DiskQuestion(KeysQuestion())}) {
        must(disks.inspect(kNode, storage.get(), question));
    }
    QVERIFY(!disks.isDead(kNode));
    QCOMPARE(disks.takeDelay(kNode), std::uint64_t{0});
    storage.reset();
    must(disks.inspect(kNode, nullptr, LogQuestion()));
    QVERIFY(!disks.isDead(kNode));
    QVERIFY(failsWith(disks.inspect(NodeId(9), nullptr, LogQuestion()), ErrorCode::NotFound));
}

void TestStageDisks::whatIsLookedAtIsWhatTheNodeHasOpen() {
    const TemporaryDirectory directory;
    PosixFileSystem files;
    StageDisks disks(options(), files, directory.path());
    auto storage = must(disks.open(kNode, m_random));
    must(storage->log().write(entry(1)));
    must(storage->log().sync());
    must(storage->log().write(entry(2)));
    const auto log = std::get<LogAnswer>(must(disks.inspect(kNode, storage.get(), LogQuestion())));
    QVERIFY(log.isOpen);
    QVERIFY(*log.segments.back().durableSize < log.segments.back().writtenSize);
    const auto crash =
        std::get<CrashAnswer>(must(disks.inspect(kNode, storage.get(), CrashQuestion())));
    QVERIFY2(!crash.refusal, crash.refusal ? crash.refusal->message.c_str() : "");
    QVERIFY(crash.last.index == raft::Index(1));
    QVERIFY(crash.writtenLast.index == raft::Index(2));
    QVERIFY(crash.applied);
    // All of it is kept where the process alone dies.
    const auto killed = std::get<CrashAnswer>(
        must(disks.inspect(kNode, storage.get(), CrashQuestion{crash.written})));
    QVERIFY(killed.last.index == raft::Index(2));
    const auto state =
        std::get<StateAnswer>(must(disks.inspect(kNode, storage.get(), StateQuestion())));
    QCOMPARE(state.stores.size(), std::size_t{1});
    // As a directory that nobody has open, it is held.
    storage.reset();
    const auto closed = std::get<LogAnswer>(must(disks.inspect(kNode, nullptr, LogQuestion())));
    QVERIFY(!closed.isOpen);
    QCOMPARE(closed.segments.back().writtenSize, log.segments.back().writtenSize);
    must(disks.open(kNode, m_random));
}

void TestStageDisks::aWholeClusterComesToRestOnARealDirectory() {
    const TemporaryDirectory temporary;
    PosixFileSystem files;
    stage::PlanOptions wanted;
    wanted.profile = stage::Profile::Swarm;
    wanted.members = 3;
    wanted.seed = 4;
    wanted.storage = stage::Storage::Disk;
    wanted.duration = 5 * stage::kSecond;
    StageDisks disks(options(), files, temporary.path());
    network::LoopbackWire wire(64);
    stage::Simulation simulation(stage::drawPlan(wanted), disks, wire);
    const stage::RunResult result = simulation.run();
    QVERIFY2(!result.failure, result.failure ? result.failure->text.c_str() : "");
    QVERIFY(result.done > 0);
}

}  // namespace quorate::storage

QTEST_APPLESS_MAIN(quorate::storage::TestStageDisks)
#include "tst_stage_disks.moc"
