// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <memory>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/posix_file_system.h"
#include "tests/storage/file_system_contract.h"
#include "tests/storage/must.h"
#include "tests/storage/temporary_directory.h"

namespace quorate::storage {

class PosixFileSystemTest final : public FileSystemContract {
    Q_OBJECT

protected:
    void makeFileSystem() override { m_directory = std::make_unique<TemporaryDirectory>(); }
    FileSystem& files() override { return m_files; }
    std::string at(const std::string& name) override { return m_directory->path(name); }

private Q_SLOTS:
    void whatItMakesBelongsToItsUserAlone();
    void anErrorNamesTheFileTheCallAndTheReason();
    void aFullDiskIsOutOfSpace();
    void aFailedWriteKeepsWhatFitted();
    void aLockExcludesAnotherProcess();
    void aLongMappingIsNoCopy();
    void theKindOfALinkIsThatOfItsTarget();
    void reservedSpaceIsFilledAheadOfWhatIsWritten();
    void whatIsFilledAheadCoversNothingThatWasWritten();

private:
    PosixFileSystem m_files;
    std::unique_ptr<TemporaryDirectory> m_directory;
};

void PosixFileSystemTest::whatItMakesBelongsToItsUserAlone() {
    newFile(at("f"), "");
    must(m_files.createDirectory(at("d")));
    struct stat status {};
    QCOMPARE(::stat(at("f").c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0600U);
    QCOMPARE(::stat(at("d").c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0700U);
}

void PosixFileSystemTest::anErrorNamesTheFileTheCallAndTheReason() {
    const auto opened = m_files.open(at("missing"), OpenMode::Read);
    QCOMPARE(opened.error().message, at("missing") + ": open: No such file or directory");
    const auto renamed = m_files.rename(at("missing"), at("g"));
    QCOMPARE(renamed.error().message,
             at("missing") + " to " + at("g") + ": rename: No such file or directory");
}

void PosixFileSystemTest::aFullDiskIsOutOfSpace() {
    // The system's own disk that is always full.
    const auto file = must(m_files.open("/dev/full", OpenMode::ReadWrite));
    const auto written = file->write(0, "x");
    QVERIFY(failsWith(written, ErrorCode::OutOfSpace));
    QCOMPARE(written.error().message, std::string("/dev/full: pwrite: No space left on device"));
}

void PosixFileSystemTest::aFailedWriteKeepsWhatFitted() {
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit limit = before;
    limit.rlim_cur = 1000;
    const auto file = newFile(at("f"), "");
    std::signal(SIGXFSZ, SIG_IGN);
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    const auto written = file->write(0, std::string(3000, 'x'));
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    // The system's first answer was a short write, the second one its reason.
    QVERIFY(failsWith(written, ErrorCode::IoError));
    QCOMPARE(contentOf(at("f")), std::string(1000, 'x'));
}

void PosixFileSystemTest::aLockExcludesAnotherProcess() {
    const auto lock = must(m_files.lock(at("LOCK")));
    const pid_t child = ::fork();
    if (child == 0) {
        // A lock belongs to the open file: what is inherited is closed first.
        for (int number = 3; number < 256; ++number) {
            ::close(number);
        }
        ::_exit(failsWith(PosixFileSystem().lock(at("LOCK")), ErrorCode::Busy) ? 0 : 1);
    }
    int status = 1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
}

void PosixFileSystemTest::aLongMappingIsNoCopy() {
    const auto file = newFile(at("f"), std::string(65536, 'a'));
    const Bytes mapped = must(file->map(0, 65536));
    must(file->write(30000, "b"));
    QCOMPARE(mapped.view()[30000], 'b');
}

void PosixFileSystemTest::theKindOfALinkIsThatOfItsTarget() {
    must(m_files.createDirectory(at("d")));
    QCOMPARE(::symlink("d", at("link").c_str()), 0);
    QCOMPARE(::symlink("nowhere", at("loose").c_str()), 0);
    const auto entries = must(m_files.list(at(".")));
    QCOMPARE(entries.size(), std::size_t{3});
    QVERIFY(entries[0].isDirectory);
    QVERIFY(entries[1].isDirectory);
    QVERIFY(!entries[2].isDirectory);
}

void PosixFileSystemTest::reservedSpaceIsFilledAheadOfWhatIsWritten() {
    constexpr off_t kSize = 1024L * 1024;
    const auto holeOf = [this](const std::string& name) {
        const int file = ::open(at(name).c_str(), O_RDONLY);
        const off_t hole = ::lseek(file, 0, SEEK_HOLE);
        ::close(file);
        return hole;
    };
    const auto file = newFile(at("f"), "head");
    must(file->preallocate(4, kSize));
    must(file->sync());
    if (holeOf("f") >= kSize) {
        QSKIP("this file system does not tell what was reserved from what was written");
    }
    must(file->write(4, "x"));
    must(file->sync());
    QCOMPARE(holeOf("f"), off_t{256L * 1024});
    must(file->write(256UL * 1024 - 2, "abcd"));
    must(file->sync());
    QCOMPARE(holeOf("f"), off_t{512L * 1024});
    must(file->write(static_cast<std::uint64_t>(kSize) - 2, "abcd"));  // beyond what was reserved
    QCOMPARE(must(file->size()), static_cast<std::uint64_t>(kSize) + 2);

    must(file->clear(kSize));
    must(file->write(0, "head"));
    must(file->sync());
    QCOMPARE(holeOf("f"), off_t{256L * 1024});
    QCOMPARE(must(file->size()), static_cast<std::uint64_t>(kSize));

    // Who opens it later goes on with it.
    const auto later = must(m_files.open(at("f"), OpenMode::ReadWrite));
    must(later->write(4, std::string(300UL * 1024, 'x')));
    must(later->preallocate(4 + 300UL * 1024, kSize));
    must(later->write(4 + 300UL * 1024, "y"));
    must(later->sync());
    QCOMPARE(holeOf("f"), off_t{512L * 1024});
}

void PosixFileSystemTest::whatIsFilledAheadCoversNothingThatWasWritten() {
    const auto file = newFile(at("f"), "head");
    must(file->preallocate(4, 600000));
    must(file->write(200000, "middle"));
    must(file->write(4, "front"));
    must(file->write(524286, "last"));
    must(file->write(20, "again"));
    std::string expected(600000, '\0');
    expected.replace(0, 9, "headfront");
    expected.replace(20, 5, "again");
    expected.replace(200000, 6, "middle");
    expected.replace(524286, 4, "last");
    QVERIFY(contentOf(at("f")) == expected);
    must(file->truncate(200002));
    must(file->write(200002, "x"));
    QCOMPARE(must(file->size()), std::uint64_t{200003});
}

}  // namespace quorate::storage

QTEST_GUILESS_MAIN(quorate::storage::PosixFileSystemTest)
#include "tst_posix_file_system.moc"
