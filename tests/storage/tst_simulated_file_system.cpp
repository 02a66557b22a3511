// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <memory>

#include "storage/simulated/random_disk_faults.h"
#include "storage/simulated/scripted_disk_faults.h"
#include "storage/simulated/simulated_file_system.h"
#include "tests/storage/file_system_contract.h"
#include "tests/storage/must.h"

namespace quorate::storage {

class SimulatedFileSystemTest final : public FileSystemContract {
    Q_OBJECT

protected:
    void makeFileSystem() override {
        m_faults = std::make_unique<ScriptedDiskFaults>();
        m_files = std::make_unique<SimulatedFileSystem>(*m_faults);
    }
    FileSystem& files() override { return *m_files; }
    std::string at(const std::string& name) override { return name; }

private Q_SLOTS:
    void bytesLastFromTheirSyncOn();
    void namesLastFromTheirDirectorysSyncOn();
    void aNameNeedsEveryLevelAboveIt();
    void aRemovedNameComesBackUntilItsDirectoryIsSynced();
    void aRenameIsTakenBackUntilItsDirectoryIsSynced();
    void aMoveIntoAnotherDirectoryLosesNothing();
    void anyUnsyncedSectorIsKeptLostOrTorn();
    void aTruncationThatIsLostBringsTheOldBytesBack();
    void namesThatLastTakeAlongWhatTheyRestOn();
    void aDeadProcessLosesNothing();
    void afterACrashOpenFilesAreDeadAndLocksFree();
    void aCrashWithinACallIsFinalUntilTheCrash();
    void aCrashWithinACallMayHaveHadItsEffect();
    void aFailedWriteLeavesAPart();
    void aFailedReadIsAnError();
    void aFailedSyncDropsWhatWasDirty();
    void aFailedDirectorySyncIsNotMadeGoodByALaterOne();
    void aLyingSyncLosesBytes();
    void aFlippedBitIsSeen();
    void aFullDiskTakesWhatFits();
    void spaceComesBackWithWhatIsRemovedOrLost();
    void timeIsOwed();
    void aLargePreallocatedFileCostsNothing();
    void theSameSeedGivesTheSameDisk();

private:
    void losePower() { must(m_files->crash(CrashKind::Power)); }
    /// A file that lasts, name and all.
    std::unique_ptr<File> lastingFile(const std::string& path, std::string_view content) {
        auto file = newFile(path, content);
        must(file->sync());
        must(m_files->syncDirectory("."));
        return file;
    }

    std::unique_ptr<ScriptedDiskFaults> m_faults;
    std::unique_ptr<SimulatedFileSystem> m_files;
};

namespace {

constexpr CallFate kFails{CallOutcome::Fails, 0, {}, 0};

}  // namespace

void SimulatedFileSystemTest::bytesLastFromTheirSyncOn() {
    const auto file = lastingFile("f", "synced ");
    must(file->write(7, "and not"));
    QCOMPARE(contentOf("f"), std::string("synced and not"));
    losePower();
    QCOMPARE(contentOf("f"), std::string("synced "));
}

void SimulatedFileSystemTest::namesLastFromTheirDirectorysSyncOn() {
    must(newFile("f", "synced, but without a name")->sync());
    lastingFile("g", "");
    must(newFile("h", "")->sync());
    losePower();
    QVERIFY(must(m_files->exists("f")));
    QVERIFY(must(m_files->exists("g")));
    QVERIFY(!must(m_files->exists("h")));
    QCOMPARE(contentOf("f"), std::string("synced, but without a name"));
}

void SimulatedFileSystemTest::aNameNeedsEveryLevelAboveIt() {
    must(m_files->createDirectory("a"));
    must(m_files->createDirectory("a/b"));
    must(newFile("a/b/f", "deep")->sync());
    must(m_files->syncDirectory("a/b"));
    must(m_files->syncDirectory("a"));
    losePower();
    QVERIFY(!must(m_files->exists("a")));

    must(createDirectories(*m_files, "a/b"));
    must(newFile("a/b/f", "deep")->sync());
    must(m_files->syncDirectory("a/b"));
    losePower();
    QCOMPARE(contentOf("a/b/f"), std::string("deep"));
}

void SimulatedFileSystemTest::aRemovedNameComesBackUntilItsDirectoryIsSynced() {
    lastingFile("f", "back");
    must(m_files->remove("f"));
    losePower();
    QCOMPARE(contentOf("f"), std::string("back"));
    must(m_files->remove("f"));
    must(m_files->syncDirectory("."));
    losePower();
    QVERIFY(!must(m_files->exists("f")));
}

void SimulatedFileSystemTest::aRenameIsTakenBackUntilItsDirectoryIsSynced() {
    lastingFile("old", "old");
    lastingFile("new", "new");
    must(m_files->rename("new", "old"));
    losePower();
    QCOMPARE(contentOf("old"), std::string("old"));
    QCOMPARE(contentOf("new"), std::string("new"));
    must(m_files->rename("new", "old"));
    must(m_files->syncDirectory("."));
    losePower();
    QCOMPARE(contentOf("old"), std::string("new"));
    QVERIFY(!must(m_files->exists("new")));
}

void SimulatedFileSystemTest::aMoveIntoAnotherDirectoryLosesNothing() {
    lastingFile("f", "content");
    must(m_files->createDirectory("d"));
    must(m_files->rename("f", "d/f"));
    must(m_files->syncDirectory("."));
    losePower();
    // Its new directory was not synced, so it has its old name.
    QCOMPARE(contentOf("f"), std::string("content"));
    must(m_files->rename("f", "d/f"));
    must(m_files->syncDirectory("d"));
    losePower();
    QCOMPARE(contentOf("d/f"), std::string("content"));
    QVERIFY(!must(m_files->exists("f")));

    must(m_files->createDirectory("e"));
    must(m_files->rename("d/f", "e/f"));
    must(m_files->removeDirectory("d"));
    must(m_files->syncDirectory("."));
    losePower();
    QCOMPARE(contentOf("e/f"), std::string("content"));
}

void SimulatedFileSystemTest::anyUnsyncedSectorIsKeptLostOrTorn() {
    const auto file = lastingFile("f", std::string(1000, 'o'));
    must(file->write(500, std::string(2000, 'n')));
    m_faults->keepOfSectors({12, 7, 512, 0, 452});
    losePower();
    std::string expected(1000, 'o');
    expected.resize(2500);
    expected.replace(500, 12, std::string(12, 'n'));
    expected.replace(512, 7, std::string(7, 'n'));
    expected.replace(1024, 512, std::string(512, 'n'));
    expected.replace(2048, 452, std::string(452, 'n'));
    QCOMPARE(contentOf("f"), expected);
}

void SimulatedFileSystemTest::aTruncationThatIsLostBringsTheOldBytesBack() {
    const auto file = lastingFile("f", "0123456789");
    must(file->truncate(4));
    must(file->write(4, "abc"));
    QCOMPARE(contentOf("f"), std::string("0123abc"));
    losePower();
    QCOMPARE(contentOf("f"), std::string("0123456789"));

    m_faults->keepUnsyncedBytes(true);
    const auto again = must(m_files->open("f", OpenMode::ReadWrite));
    must(again->truncate(4));
    must(again->write(6, "abc"));
    losePower();
    QCOMPARE(contentOf("f"), std::string("0123\0\0abc", 9));
}

void SimulatedFileSystemTest::namesThatLastTakeAlongWhatTheyRestOn() {
    // Only the last rename is kept by itself; without the first one it would have nothing to move.
    class LastNameOnly final : public NoDiskFaults {
    public:
        bool nameLasts(std::string_view path) override { return path == "c"; }
    };
    LastNameOnly faults;
    SimulatedFileSystem files(faults);
    must(must(files.open("a", OpenMode::Create))->sync());
    must(files.rename("a", "b"));
    must(files.open("other", OpenMode::Create));
    must(files.rename("b", "c"));
    must(files.crash(CrashKind::Power));
    const auto names = must(files.list("."));
    QCOMPARE(names.size(), std::size_t{1});
    QCOMPARE(names[0].name, std::string("c"));
}

void SimulatedFileSystemTest::aDeadProcessLosesNothing() {
    newFile("f", "not synced");
    must(m_files->crash(CrashKind::Process));
    QCOMPARE(contentOf("f"), std::string("not synced"));
    losePower();
    QVERIFY(!must(m_files->exists("f")));
}

void SimulatedFileSystemTest::afterACrashOpenFilesAreDeadAndLocksFree() {
    for (const CrashKind kind : {CrashKind::Process, CrashKind::Power}) {
        auto file = lastingFile("f", "abc");
        auto lock = must(m_files->lock("LOCK"));
        must(m_files->syncDirectory("."));
        must(m_files->crash(kind));
        std::string into(3, '\0');
        QVERIFY(failsWith(file->read(0, into), ErrorCode::IoError));
        QVERIFY(failsWith(file->size(), ErrorCode::IoError));
        QVERIFY(failsWith(file->write(0, "x"), ErrorCode::IoError));
        QVERIFY(failsWith(file->sync(), ErrorCode::IoError));
        QVERIFY(failsWith(file->truncate(0), ErrorCode::IoError));
        const auto second = must(m_files->lock("LOCK"));
        lock.reset();
        // The dead lock released nothing.
        QVERIFY(failsWith(m_files->lock("LOCK"), ErrorCode::Busy));
        file.reset();
        QCOMPARE(contentOf("f"), std::string("abc"));
    }
}

void SimulatedFileSystemTest::aCrashWithinACallIsFinalUntilTheCrash() {
    const auto file = lastingFile("f", "abc");
    m_faults->crashAt(2);
    must(file->write(3, "d"));
    QVERIFY(failsWith(file->sync(), ErrorCode::IoError));
    QVERIFY(m_files->isDown());
    const auto calls = m_files->calls();
    QVERIFY(failsWith(file->write(4, "e"), ErrorCode::IoError));
    QVERIFY(failsWith(file->size(), ErrorCode::IoError));
    QVERIFY(failsWith(m_files->open("f", OpenMode::Read), ErrorCode::IoError));
    QVERIFY(failsWith(m_files->exists("f"), ErrorCode::IoError));
    QVERIFY(failsWith(m_files->syncDirectory("."), ErrorCode::IoError));
    QVERIFY(failsWith(m_files->lock("f"), ErrorCode::IoError));
    QCOMPARE(m_files->calls(), calls);
    losePower();
    QVERIFY(!m_files->isDown());
    QCOMPARE(contentOf("f"), std::string("abc"));
}

void SimulatedFileSystemTest::aCrashWithinACallMayHaveHadItsEffect() {
    auto file = lastingFile("f", "abc");
    must(file->write(3, "def"));
    m_faults->crashAt(1, 1);
    QVERIFY(!file->sync());
    losePower();
    QCOMPARE(contentOf("f"), std::string("abcdef"));

    file = must(m_files->open("f", OpenMode::ReadWrite));
    m_faults->crashAt(1, 2);
    m_faults->keepUnsyncedBytes(true);
    QVERIFY(!file->write(6, "ghi"));
    losePower();
    QCOMPARE(contentOf("f"), std::string("abcdefgh"));

    m_faults->crashAt(1, 1);
    m_faults->keepUnsyncedNames(true);
    QVERIFY(!m_files->rename("f", "g"));
    losePower();
    QVERIFY(must(m_files->exists("g")));
}

void SimulatedFileSystemTest::aFailedWriteLeavesAPart() {
    const auto file = lastingFile("f", "abc");
    m_faults->nth(1, {CallOutcome::Fails, 2, {}, 0}, {DiskCallKind::Write, "f"});
    m_faults->nth(2, {CallOutcome::NoSpace, 1, {}, 0}, {DiskCallKind::Write, {}});
    const auto failed = file->write(3, "def");
    QVERIFY(failsWith(failed, ErrorCode::IoError));
    QCOMPARE(failed.error().message, std::string("f: write: the simulated disk failed"));
    QCOMPARE(contentOf("f"), std::string("abcde"));
    QVERIFY(failsWith(file->write(5, "xyz"), ErrorCode::OutOfSpace));
    QCOMPARE(contentOf("f"), std::string("abcdex"));
    must(file->write(6, "ok"));
}

void SimulatedFileSystemTest::aFailedReadIsAnError() {
    lastingFile("f", "abc");
    m_faults->always(kFails, {DiskCallKind::Read, {}});
    QVERIFY(failsWith(readFile(*m_files, "f", 100), ErrorCode::IoError));
    m_faults->forget();
    QCOMPARE(contentOf("f"), std::string("abc"));
}

void SimulatedFileSystemTest::aFailedSyncDropsWhatWasDirty() {
    const auto file = lastingFile("f", "abc");
    must(file->write(3, "def"));
    m_faults->nth(1, kFails, {DiskCallKind::Sync, {}});
    QVERIFY(failsWith(file->sync(), ErrorCode::IoError));
    must(file->sync());
    losePower();
    QCOMPARE(contentOf("f"), std::string("abc"));
}

void SimulatedFileSystemTest::aFailedDirectorySyncIsNotMadeGoodByALaterOne() {
    must(newFile("f", "")->sync());
    m_faults->nth(1, kFails, {DiskCallKind::SyncDirectory, {}});
    QVERIFY(failsWith(m_files->syncDirectory("."), ErrorCode::IoError));
    must(newFile("g", "")->sync());
    must(m_files->syncDirectory("."));
    losePower();
    QVERIFY(!must(m_files->exists("f")));
    QVERIFY(must(m_files->exists("g")));
}

void SimulatedFileSystemTest::aLyingSyncLosesBytes() {
    const auto file = lastingFile("f", "abc");
    must(file->write(3, "def"));
    m_faults->nth(1, {CallOutcome::Lies, 0, {}, 0}, {DiskCallKind::Sync, {}});
    must(file->sync());
    losePower();
    QCOMPARE(contentOf("f"), std::string("abc"));
}

void SimulatedFileSystemTest::aFlippedBitIsSeen() {
    lastingFile("f", "aaaa");
    m_faults->nth(1, {CallOutcome::Works, 0, 9, 0}, {DiskCallKind::Read, {}});
    QCOMPARE(contentOf("f"), std::string("acaa"));
    QCOMPARE(contentOf("f"), std::string("aaaa"));
    must(m_files->flipBit("f", 25));
    QCOMPARE(contentOf("f"), std::string("aaac"));
    losePower();
    QCOMPARE(contentOf("f"), std::string("aaac"));
    QVERIFY(failsWith(m_files->flipBit("f", 32), ErrorCode::OutOfRange));
    QVERIFY(failsWith(m_files->flipBit("g", 0), ErrorCode::NotFound));
}

void SimulatedFileSystemTest::aFullDiskTakesWhatFits() {
    const auto file = lastingFile("f", "abc");
    m_files->limitSpace(4);
    QVERIFY(failsWith(file->write(3, "defghi"), ErrorCode::OutOfSpace));
    QCOMPARE(contentOf("f"), std::string("abcdefg"));
    QCOMPARE(must(m_files->freeSpace(".")), std::uint64_t{0});
    must(file->write(0, "ABCDEFG"));
    QVERIFY(failsWith(file->preallocate(7, 8), ErrorCode::OutOfSpace));
    QVERIFY(failsWith(file->truncate(8), ErrorCode::OutOfSpace));
    must(file->truncate(2));
    must(file->preallocate(2, 7));
    QCOMPARE(must(m_files->freeSpace(".")), std::uint64_t{0});
}

void SimulatedFileSystemTest::spaceComesBackWithWhatIsRemovedOrLost() {
    m_files->limitSpace(100);
    auto file = lastingFile("f", std::string(60, 'x'));
    newFile("g", std::string(30, 'x'));
    QCOMPARE(must(m_files->freeSpace(".")), std::uint64_t{10});
    must(file->truncate(50));
    must(m_files->remove("g"));
    QCOMPARE(must(m_files->freeSpace(".")), std::uint64_t{50});
    losePower();
    QCOMPARE(must(m_files->freeSpace(".")), std::uint64_t{40});
    newFile("h", std::string(40, 'x'));
    losePower();
    QCOMPARE(must(m_files->freeSpace(".")), std::uint64_t{40});
    must(m_files->remove("f"));
    must(m_files->syncDirectory("."));
    losePower();
    QCOMPARE(must(m_files->freeSpace(".")), std::uint64_t{100});
}

void SimulatedFileSystemTest::timeIsOwed() {
    const auto file = lastingFile("f", "");
    m_faults->always({CallOutcome::Works, 0, {}, 3000}, {DiskCallKind::Write, {}});
    m_faults->always({CallOutcome::Works, 0, {}, 500000}, {DiskCallKind::Sync, {}});
    QCOMPARE(m_files->takeNanoseconds(), std::uint64_t{0});
    must(file->write(0, "a"));
    must(file->write(1, "b"));
    must(file->sync());
    QCOMPARE(m_files->takeNanoseconds(), std::uint64_t{506000});
    QCOMPARE(m_files->takeNanoseconds(), std::uint64_t{0});
}

void SimulatedFileSystemTest::aLargePreallocatedFileCostsNothing() {
    // A thousand times what the machine has.
    constexpr std::uint64_t kLarge = std::uint64_t{1} << 44U;
    const auto file = lastingFile("f", "");
    must(file->preallocate(0, kLarge));
    must(file->write(100, "content"));
    must(file->sync());
    losePower();
    const auto again = must(m_files->open("f", OpenMode::ReadWrite));
    QCOMPARE(must(again->size()), kLarge);
    std::string into(7, '?');
    must(again->read(100, into));
    QCOMPARE(into, std::string("content"));
    must(again->read(kLarge - 7, into));
    QCOMPARE(into, std::string(7, '\0'));
}

void SimulatedFileSystemTest::theSameSeedGivesTheSameDisk() {
    const auto run = [](std::uint64_t seed) {
        DiskProfile profile;
        profile.writeFails = 20000;
        profile.syncFails = 20000;
        profile.crashes = 5000;
        profile.writeTime = {1000, 9000};
        RandomDiskFaults faults(Random(seed), profile);
        SimulatedFileSystem files(faults);
        std::string outcome;
        for (int i = 0; i < 2000; ++i) {
            if (files.isDown()) {
                must(files.crash(CrashKind::Power));
            }
            const std::string path(1, static_cast<char>('a' + i % 7));
            const auto file =
                files.open(path, i % 50 < 7 ? OpenMode::CreateOrReset : OpenMode::ReadWrite);
            if (file) {
                outcome += (*file)->write(static_cast<std::uint64_t>(i), path) ? '1' : '0';
                outcome += (*file)->sync() ? '1' : '0';
            }
            outcome += files.syncDirectory(".") ? '1' : '0';
        }
        faults.setProfile({});
        must(files.crash(CrashKind::Power));
        for (const DirectoryEntry& entry : must(files.list("."))) {
            outcome += must(readFile(files, entry.name, 1U << 20U));
        }
        return outcome + std::to_string(files.takeNanoseconds());
    };
    QCOMPARE(run(1), run(1));
    QVERIFY(run(1) != run(2));
}

}  // namespace quorate::storage

QTEST_GUILESS_MAIN(quorate::storage::SimulatedFileSystemTest)
#include "tst_simulated_file_system.moc"
