// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <memory>

#include "storage/posix_file_system.h"
#include "storage/simulated/scripted_disk_faults.h"
#include "storage/simulated/simulated_file_system.h"
#include "tests/storage/file_system_contract.h"
#include "tests/storage/must.h"
#include "tests/storage/temporary_directory.h"

namespace quorate::storage {

class OverlayFileSystemTest final : public FileSystemContract {
    Q_OBJECT

protected:
    void makeFileSystem() override {
        m_directory = std::make_unique<TemporaryDirectory>();
        m_faults = std::make_unique<ScriptedDiskFaults>();
        open(Forwarding::Writes);
    }
    FileSystem& files() override { return *m_files; }
    std::string at(const std::string& name) override { return m_directory->path(name); }

private Q_SLOTS:
    void whatIsSyncedIsInTheRealFiles();
    void whatIsNotSyncedIsOnlyHere();
    void aTornSectorIsTornInTheRealFile();
    void renamedDirectoriesAreRenamedForReal();
    void replacedAndRemovedFilesAreGoneForReal();
    void anotherOverlayFindsWhatLasts();
    void aFileThatIsRemovedForRealStaysReadableWhereItIsOpen();
    void whatIsOutsideIsRefused();
    void whatLiesAboveIsThere();
    void anErrorOfTheRealDiskIsPassedOn();
    void withoutForwardingNothingOfTheRealDirectoryChanges();
    void withoutForwardingACrashKeepsWhatWasSyncedHere();

private:
    void open(Forwarding forwarding) {
        m_files.reset();
        m_files = std::make_unique<SimulatedFileSystem>(*m_faults, m_real, m_directory->path(),
                                                        forwarding);
    }
    void losePower() { must(m_files->crash(CrashKind::Power)); }
    std::string realContent(const std::string& name) {
        return must(readFile(m_real, at(name), 1U << 30U));
    }
    bool isReal(const std::string& name) { return must(m_real.exists(at(name))); }
    void syncNames(const std::string& name = ".") { must(m_files->syncDirectory(at(name))); }

    PosixFileSystem m_real;
    std::unique_ptr<TemporaryDirectory> m_directory;
    std::unique_ptr<ScriptedDiskFaults> m_faults;
    std::unique_ptr<SimulatedFileSystem> m_files;
};

void OverlayFileSystemTest::whatIsSyncedIsInTheRealFiles() {
    for (const Forwarding forwarding : {Forwarding::Writes, Forwarding::WritesAndSyncs}) {
        makeFileSystem();
        open(forwarding);
        must(createDirectories(*m_files, at("a/b")));
        const auto file = newFile(at("a/b/f"), std::string(10000, 'x'));
        must(file->preallocate(10000, 20000));
        must(file->sync());
        QVERIFY(!isReal("a/b/f"));
        syncNames("a/b");
        QCOMPARE(realContent("a/b/f"), std::string(10000, 'x') + std::string(10000, '\0'));
        must(file->write(20000, "more"));
        must(file->sync());
        QCOMPARE(realContent("a/b/f").substr(20000), std::string("more"));
        must(file->truncate(3));
        must(file->write(5, "y"));
        must(file->sync());
        QCOMPARE(realContent("a/b/f"), std::string("xxx\0\0y", 6));
    }
}

void OverlayFileSystemTest::whatIsNotSyncedIsOnlyHere() {
    must(replaceFile(*m_files, at("f"), "synced"));
    const auto file = must(m_files->open(at("f"), OpenMode::ReadWrite));
    must(file->write(6, " and not"));
    must(m_files->createDirectory(at("d")));
    newFile(at("d/g"), "");
    QCOMPARE(contentOf(at("f")), std::string("synced and not"));
    QCOMPARE(realContent("f"), std::string("synced"));
    QVERIFY(!isReal("d"));
    losePower();
    QCOMPARE(contentOf(at("f")), std::string("synced"));
    QVERIFY(!must(m_files->exists(at("d"))));
}

void OverlayFileSystemTest::aTornSectorIsTornInTheRealFile() {
    must(replaceFile(*m_files, at("f"), std::string(1000, 'o')));
    const auto file = must(m_files->open(at("f"), OpenMode::ReadWrite));
    must(file->write(0, std::string(1000, 'n')));
    m_faults->keepOfSectors({100, 0});
    losePower();
    QCOMPARE(realContent("f"), std::string(100, 'n') + std::string(900, 'o'));
    QCOMPARE(contentOf(at("f")), realContent("f"));
}

void OverlayFileSystemTest::renamedDirectoriesAreRenamedForReal() {
    must(createDirectories(*m_files, at("d/e")));
    must(replaceFile(*m_files, at("d/e/f"), "content"));
    must(m_files->rename(at("d"), at("n")));
    auto file = must(m_files->open(at("n/e/f"), OpenMode::ReadWrite));
    must(file->write(7, "!"));
    must(file->sync());
    QCOMPARE(realContent("d/e/f"), std::string("content!"));
    syncNames();
    QVERIFY(!isReal("d"));
    must(file->write(8, "!"));
    must(file->sync());
    QCOMPARE(realContent("n/e/f"), std::string("content!!"));
    file.reset();
    QCOMPARE(contentOf(at("n/e/f")), std::string("content!!"));
}

void OverlayFileSystemTest::replacedAndRemovedFilesAreGoneForReal() {
    must(createDirectories(*m_files, at("d")));
    must(createDirectories(*m_files, at("e")));
    must(replaceFile(*m_files, at("d/f"), "f"));
    must(replaceFile(*m_files, at("g"), "g"));
    must(m_files->rename(at("g"), at("d/f")));
    must(m_files->removeDirectory(at("e")));
    QVERIFY(isReal("g"));
    syncNames("d");
    QCOMPARE(realContent("d/f"), std::string("g"));
    QVERIFY(!isReal("g"));
    QVERIFY(isReal("e"));
    must(m_files->remove(at("d/f")));
    must(m_files->removeDirectory(at("d")));
    syncNames();
    QVERIFY(must(m_real.list(at("."))).empty());
}

void OverlayFileSystemTest::anotherOverlayFindsWhatLasts() {
    must(createDirectories(*m_files, at("d")));
    must(replaceFile(*m_files, at("d/f"), "lasts"));
    newFile(at("d/g"), "does not");
    open(Forwarding::Writes);
    QCOMPARE(contentOf(at("d/f")), std::string("lasts"));
    QVERIFY(!must(m_files->exists(at("d/g"))));
}

void OverlayFileSystemTest::aFileThatIsRemovedForRealStaysReadableWhereItIsOpen() {
    must(replaceFile(*m_files, at("f"), "still here"));
    const auto file = must(m_files->open(at("f"), OpenMode::ReadWrite));
    must(m_files->remove(at("f")));
    syncNames();
    QVERIFY(!isReal("f"));
    must(file->write(10, "!"));
    must(file->sync());
    QCOMPARE(must(file->map(0, 11)).toString(), std::string("still here!"));
}

void OverlayFileSystemTest::whatIsOutsideIsRefused() {
    for (const std::string& path :
         {std::string("/etc/passwd"), at("../f"), std::string("f"), m_directory->path() + "f"}) {
        QVERIFY2(failsWith(m_files->open(path, OpenMode::Create), ErrorCode::InvalidArgument),
                 path.c_str());
        QVERIFY(failsWith(m_files->exists(path), ErrorCode::InvalidArgument));
    }
}

void OverlayFileSystemTest::whatLiesAboveIsThere() {
    QVERIFY(must(m_files->exists("/")));
    must(m_files->syncDirectory("/"));
    must(createDirectories(*m_files, m_directory->path()));
    QVERIFY(!m_files->open("/", OpenMode::Read));
}

void OverlayFileSystemTest::anErrorOfTheRealDiskIsPassedOn() {
    newFile(at("f"), "");
    // In its way, behind the overlay's back.
    must(m_real.createDirectory(at("f")));
    QVERIFY(failsWith(m_files->syncDirectory(at(".")), ErrorCode::FailedPrecondition));
    QVERIFY(m_files->isDown());
    losePower();
    QVERIFY(!m_files->isDown());
    QVERIFY(must(m_files->list(at("."))).at(0).isDirectory);
}

void OverlayFileSystemTest::withoutForwardingNothingOfTheRealDirectoryChanges() {
    must(createDirectories(m_real, at("d")));
    std::string content;
    for (int i = 0; i < 20000; ++i) {
        content += static_cast<char>('a' + i % 23);
    }
    must(replaceFile(m_real, at("d/f"), content));
    must(replaceFile(m_real, at("d/g"), "g"));
    open(Forwarding::Nothing);

    auto file = must(m_files->open(at("d/f"), OpenMode::ReadWrite));
    must(file->write(5000, "changed"));
    must(file->sync());
    must(file->truncate(15000));
    must(file->sync());
    must(file->truncate(16000));
    must(file->sync());
    must(m_files->remove(at("d/g")));
    must(m_files->rename(at("d/f"), at("d/h")));
    must(replaceFile(*m_files, at("d/n"), "new"));
    must(m_files->rename(at("d"), at("e")));
    const auto lock = must(m_files->lock(at("e/LOCK")));
    syncNames();
    file.reset();

    std::string expected = content.substr(0, 15000) + std::string(1000, '\0');
    expected.replace(5000, 7, "changed");
    QCOMPARE(contentOf(at("e/h")), expected);
    QCOMPARE(contentOf(at("e/n")), std::string("new"));
    QCOMPARE(realContent("d/f"), content);
    QCOMPARE(realContent("d/g"), std::string("g"));
    QCOMPARE(must(m_real.list(at("."))).size(), std::size_t{1});
    QCOMPARE(must(m_real.list(at("d"))).size(), std::size_t{2});
}

void OverlayFileSystemTest::withoutForwardingACrashKeepsWhatWasSyncedHere() {
    must(replaceFile(m_real, at("f"), "real"));
    open(Forwarding::Nothing);
    const auto file = must(m_files->open(at("f"), OpenMode::ReadWrite));
    must(file->write(4, " and synced"));
    must(file->sync());
    must(file->write(15, " and not"));
    losePower();
    QCOMPARE(contentOf(at("f")), std::string("real and synced"));
    QCOMPARE(realContent("f"), std::string("real"));
}

}  // namespace quorate::storage

QTEST_GUILESS_MAIN(quorate::storage::OverlayFileSystemTest)
#include "tst_overlay_file_system.moc"
