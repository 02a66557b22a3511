// SPDX-License-Identifier: Apache-2.0
// A disk that is ill by order: what calls meet, and that nothing else changes.
#include <QTest>

#include <memory>
#include <string>
#include <vector>

#include "storage/ill_file_system.h"
#include "storage/posix_file_system.h"
#include "tests/storage/file_system_contract.h"
#include "tests/storage/must.h"
#include "tests/storage/temporary_directory.h"

namespace quorate::storage {

namespace {

/// Ill as a test says; takes down what it was asked.
class ToldAilment final : public DiskAilment {
public:
    bool isAsked{true};
    CallFate fate;
    DiskCallKind meant{DiskCallKind::Write};  ///< meets the fate; all others work
    std::optional<std::uint64_t> space;
    std::vector<DiskCallKind> met;

    [[nodiscard]] bool isIll() const noexcept override { return isAsked; }
    CallFate meet(const DiskCall& call) override {
        met.push_back(call.kind);
        return call.kind == meant ? fate : CallFate();
    }
    [[nodiscard]] std::optional<std::uint64_t> freeBytes() const override { return space; }
    std::uint64_t takeSpace(std::uint64_t bytes) override {
        const std::uint64_t taken = std::min(bytes, *space);
        *space -= taken;
        return taken;
    }
};

}  // namespace

class IllFileSystemTest final : public FileSystemContract {
    Q_OBJECT

protected:
    void makeFileSystem() override {
        m_directory = std::make_unique<TemporaryDirectory>();
        m_ailment = std::make_unique<ToldAilment>();
        m_files = std::make_unique<IllFileSystem>(m_machine, *m_ailment);
    }
    FileSystem& files() override { return *m_files; }
    std::string at(const std::string& name) override { return m_directory->path(name); }

private Q_SLOTS:
    void aDiskThatIsWellIsAskedNothing();
    void everyCallIsMet();
    void aFailedWriteLeavesAPartAndSaysWhy();
    void aFailedSyncNeverReachesTheDisk();
    void filesGrowAsLongAsThereIsSpace();
    void whatDoesNotGrowNeedsNoSpace();

private:
    PosixFileSystem m_machine;
    std::unique_ptr<TemporaryDirectory> m_directory;
    std::unique_ptr<ToldAilment> m_ailment;
    std::unique_ptr<IllFileSystem> m_files;
};

void IllFileSystemTest::aDiskThatIsWellIsAskedNothing() {
    m_ailment->isAsked = false;
    m_ailment->fate.outcome = CallOutcome::Fails;
    const auto file = newFile(at("f"), "whole");
    must(file->sync());
    must(m_files->syncDirectory(at("")));
    QCOMPARE(contentOf(at("f")), std::string("whole"));
    QVERIFY(m_ailment->met.empty());
}

void IllFileSystemTest::everyCallIsMet() {
    using Kind = DiskCallKind;
    const auto file = must(m_files->open(at("f"), OpenMode::Create));
    must(file->write(0, "abc"));
    must(file->preallocate(3, 10));
    must(file->truncate(3));
    must(file->sync());
    char byte = 0;
    QCOMPARE(must(file->read(1, {&byte, 1})), std::size_t{1});
    QCOMPARE(must(file->map(0, 3)).view(), std::string_view("abc"));
    must(m_files->syncDirectory(at("")));
    must(m_files->rename(at("f"), at("g")));
    QVERIFY(must(m_files->exists(at("g"))));
    QCOMPARE(must(m_files->list(at(""))).size(), std::size_t{1});
    must(m_files->remove(at("g")));
    must(m_files->createDirectory(at("d")));
    must(m_files->removeDirectory(at("d")));
    must(m_files->lock(at("l")));
    const std::vector<Kind> expected{
        Kind::Open, Kind::Write,  Kind::Preallocate,     Kind::Truncate,        Kind::Sync,
        Kind::Read, Kind::Read,   Kind::SyncDirectory,   Kind::Rename,          Kind::Exists,
        Kind::List, Kind::Remove, Kind::CreateDirectory, Kind::RemoveDirectory, Kind::Lock};
    QVERIFY(m_ailment->met == expected);
    for (const Kind kind : expected) {
        m_ailment->meant = kind;
        m_ailment->fate.outcome = CallOutcome::Fails;
        QVERIFY(kind != Kind::Lock || m_files->lock(at("l")).error().code == ErrorCode::IoError);
        QVERIFY(kind != Kind::Open ||
                m_files->open(at("x"), OpenMode::Create).error().code == ErrorCode::IoError);
        QVERIFY(kind != Kind::Exists || !m_files->exists(at("x")));
        QVERIFY(kind != Kind::CreateDirectory || !m_files->createDirectory(at("x")));
    }
    QVERIFY(must(m_machine.list(at(""))).size() == 1);
}

void IllFileSystemTest::aFailedWriteLeavesAPartAndSaysWhy() {
    const auto file = newFile(at("f"), "0123");
    m_ailment->fate = {CallOutcome::Fails, 2, {}, 0};
    const auto failed = file->write(4, "abcd");
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::IoError);
    QVERIFY(failed.error().message.find(at("f") + ": write: Input/output error") == 0);
    QCOMPARE(contentOf(at("f")), std::string("0123ab"));
    m_ailment->fate = {};
    must(file->write(4, "abcd"));
    QCOMPARE(contentOf(at("f")), std::string("0123abcd"));
}

void IllFileSystemTest::aFailedSyncNeverReachesTheDisk() {
    // What is below would refuse it, if it were asked.
    ToldAilment refusing;
    refusing.meant = DiskCallKind::Sync;
    refusing.fate.outcome = CallOutcome::NoSpace;
    IllFileSystem below(m_machine, refusing);
    IllFileSystem above(below, *m_ailment);
    m_ailment->meant = DiskCallKind::Sync;
    m_ailment->fate.outcome = CallOutcome::Fails;
    const auto file = must(above.open(at("f"), OpenMode::Create));
    QCOMPARE(file->sync().error().code, ErrorCode::IoError);
    m_ailment->fate.outcome = CallOutcome::Works;
    QCOMPARE(file->sync().error().code, ErrorCode::OutOfSpace);
}

void IllFileSystemTest::filesGrowAsLongAsThereIsSpace() {
    m_ailment->space = 6;
    const auto file = newFile(at("f"), "0123");
    QCOMPARE(must(m_files->freeSpace(at(""))), std::uint64_t{2});
    const auto full = file->write(4, "abcd");
    QCOMPARE(full.error().code, ErrorCode::OutOfSpace);
    QCOMPARE(contentOf(at("f")), std::string("0123ab"));
    QCOMPARE(must(m_files->freeSpace(at(""))), std::uint64_t{0});
    QCOMPARE(file->preallocate(6, 7).error().code, ErrorCode::OutOfSpace);
    QCOMPARE(file->truncate(7).error().code, ErrorCode::OutOfSpace);
    QCOMPARE(must(file->size()), std::uint64_t{6});
    m_ailment->space.reset();
    must(file->write(6, "more"));
}

void IllFileSystemTest::whatDoesNotGrowNeedsNoSpace() {
    const auto file = newFile(at("f"), "0123");
    m_ailment->space = 0;
    must(file->write(0, "abcd"));
    must(file->preallocate(4, 3));
    must(file->truncate(2));
    must(file->sync());
    QCOMPARE(contentOf(at("f")), std::string("ab"));
}

}  // namespace quorate::storage

QTEST_GUILESS_MAIN(quorate::storage::IllFileSystemTest)
#include "tst_ill_file_system.moc"
