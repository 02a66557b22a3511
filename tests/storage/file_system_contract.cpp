// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/file_system_contract.h"

#include <QTest>

#include "tests/storage/must.h"

namespace quorate::storage {

namespace {

constexpr std::uint64_t kAnySize = 1U << 30U;

std::vector<std::string> namesIn(FileSystem& files, const std::string& path) {
    std::vector<std::string> names;
    for (const DirectoryEntry& entry : must(files.list(path))) {
        names.push_back(entry.name + (entry.isDirectory ? "/" : ""));
    }
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

std::string FileSystemContract::contentOf(const std::string& path) {
    return must(readFile(files(), path, kAnySize));
}

std::unique_ptr<File> FileSystemContract::newFile(const std::string& path,
                                                  std::string_view content) {
    auto file = must(files().open(path, OpenMode::CreateOrReset));
    must(file->write(0, content));
    return file;
}

void FileSystemContract::writtenBytesAreReadBack() {
    // Across several pages, unaligned, and over what was synced before.
    std::string expected;
    for (int i = 0; i < 30000; ++i) {
        expected += static_cast<char>('a' + i % 23);
    }
    const auto file = newFile(at("f"), expected);
    must(file->sync());
    for (const std::uint64_t offset : {0U, 511U, 4090U, 12288U, 29990U}) {
        const std::string piece = "piece at " + std::to_string(offset) + "#";
        must(file->write(offset, piece));
        if (offset + piece.size() > expected.size()) {
            expected.resize(offset + piece.size());
        }
        expected.replace(offset, piece.size(), piece);
        QCOMPARE(contentOf(at("f")), expected);
    }
    must(file->sync());
    QCOMPARE(contentOf(at("f")), expected);
    QCOMPARE(must(file->size()), std::uint64_t{expected.size()});
}

void FileSystemContract::aReadEndsAtTheEndOfTheFile() {
    const auto file = newFile(at("f"), "0123456789");
    std::string into(8, '?');
    QCOMPARE(must(file->read(7, into)), std::size_t{3});
    QCOMPARE(into, std::string("789?????"));
    QCOMPARE(must(file->read(10, into)), std::size_t{0});
    QCOMPARE(must(file->read(~std::uint64_t{0}, into)), std::size_t{0});
}

void FileSystemContract::aWriteBehindTheEndLeavesZeros() {
    const auto file = newFile(at("f"), "ab");
    must(file->write(9000, "c"));
    QCOMPARE(contentOf(at("f")), "ab" + std::string(8998, '\0') + "c");
    must(file->write(100, ""));
    QCOMPARE(must(file->size()), std::uint64_t{9001});
}

void FileSystemContract::truncateCutsAndGrowsWithZeros() {
    const auto file = newFile(at("f"), std::string(10000, 'x'));
    must(file->sync());
    must(file->truncate(5000));
    QCOMPARE(contentOf(at("f")), std::string(5000, 'x'));
    must(file->truncate(10000));
    QCOMPARE(contentOf(at("f")), std::string(5000, 'x') + std::string(5000, '\0'));
    must(file->sync());
    QCOMPARE(contentOf(at("f")), std::string(5000, 'x') + std::string(5000, '\0'));
    must(file->truncate(0));
    QCOMPARE(must(file->size()), std::uint64_t{0});
}

void FileSystemContract::preallocateGrowsWithZerosAndNeverCuts() {
    const auto file = newFile(at("f"), "abc");
    must(file->preallocate(3, 1U << 20U));
    QCOMPARE(must(file->size()), std::uint64_t{1U << 20U});
    must(file->preallocate(3, 10));
    QCOMPARE(must(file->size()), std::uint64_t{1U << 20U});
    QCOMPARE(contentOf(at("f")), "abc" + std::string((1U << 20U) - 3, '\0'));
}

void FileSystemContract::aClearedFileIsAsANewOne() {
    const auto file = newFile(at("f"), std::string(100'000, 'x'));
    must(file->sync());
    must(file->write(50'000, "not synced"));
    for (const std::uint64_t size : {100'000UL, 300'000UL, 70'001UL, 0UL}) {
        must(file->clear(size));
        QVERIFY(contentOf(at("f")) == std::string(size, '\0'));
        must(file->sync());
        QVERIFY(contentOf(at("f")) == std::string(size, '\0'));
        must(file->write(0, "head"));
        must(file->write(size / 2 + 4, "middle"));
    }
    QCOMPARE(contentOf(at("f")), std::string("headmiddle"));
}

void FileSystemContract::mappedBytesOutliveTheFile() {
    const std::string content = std::string(100000, 'm') + "end";
    auto file = newFile(at("f"), content);
    must(file->sync());
    const Bytes all = must(file->map(0, content.size()));
    const Bytes end = must(file->map(99999, 4));
    const Bytes unaligned = must(file->map(4097, 50000));
    file.reset();
    must(files().remove(at("f")));
    QCOMPARE(all.toString(), content);
    QCOMPARE(end.toString(), std::string("mend"));
    QCOMPARE(unaligned.toString(), std::string(50000, 'm'));
}

void FileSystemContract::aMappingBeyondTheEndIsRefused() {
    const auto file = newFile(at("f"), std::string(100000, 'm'));
    QVERIFY(must(file->map(100000, 0)).empty());
    QVERIFY(failsWith(file->map(100000, 1), ErrorCode::OutOfRange));
    QVERIFY(failsWith(file->map(1, 100000), ErrorCode::OutOfRange));
    QVERIFY(failsWith(file->map(~std::uint64_t{0}, 2), ErrorCode::OutOfRange));
    QVERIFY(failsWith(file->map(2, ~std::uint64_t{0}), ErrorCode::OutOfRange));
}

void FileSystemContract::openModesSayWhatMustBeThere() {
    QVERIFY(failsWith(files().open(at("f"), OpenMode::Read), ErrorCode::NotFound));
    QVERIFY(failsWith(files().open(at("f"), OpenMode::ReadWrite), ErrorCode::NotFound));
    QVERIFY(!must(files().exists(at("f"))));
    must(must(files().open(at("f"), OpenMode::Create))->write(0, "old"));
    QVERIFY(must(files().exists(at("f"))));
    QVERIFY(failsWith(files().open(at("f"), OpenMode::Create), ErrorCode::FailedPrecondition));
    must(must(files().open(at("f"), OpenMode::ReadWrite))->write(0, "O"));
    QCOMPARE(contentOf(at("f")), std::string("Old"));
    QCOMPARE(must(must(files().open(at("f"), OpenMode::CreateOrReset))->size()), std::uint64_t{0});
    must(files().open(at("g"), OpenMode::CreateOrReset));
    QVERIFY(must(files().exists(at("g"))));
}

void FileSystemContract::aFileOpenedToReadRefusesWrites() {
    must(newFile(at("f"), "abc")->sync());
    const auto file = must(files().open(at("f"), OpenMode::Read));
    QVERIFY(failsWith(file->write(0, "x"), ErrorCode::FailedPrecondition));
    QVERIFY(failsWith(file->truncate(0), ErrorCode::FailedPrecondition));
    QVERIFY(failsWith(file->preallocate(0, 10), ErrorCode::FailedPrecondition));
    QVERIFY(failsWith(file->clear(10), ErrorCode::FailedPrecondition));
    QCOMPARE(contentOf(at("f")), std::string("abc"));
}

void FileSystemContract::aDirectoryIsNoFile() {
    must(files().createDirectory(at("d")));
    must(newFile(at("f"), "")->sync());
    QVERIFY(failsWith(files().open(at("d"), OpenMode::Read), ErrorCode::FailedPrecondition));
    QVERIFY(failsWith(files().open(at("d"), OpenMode::ReadWrite), ErrorCode::FailedPrecondition));
    QVERIFY(failsWith(files().createDirectory(at("f")), ErrorCode::FailedPrecondition));
    QVERIFY(failsWith(files().removeDirectory(at("f")), ErrorCode::FailedPrecondition));
    QVERIFY(failsWith(files().rename(at("f"), at("d")), ErrorCode::FailedPrecondition));
    QVERIFY(failsWith(files().rename(at("d"), at("f")), ErrorCode::FailedPrecondition));
    QVERIFY(failsWith(files().rename(at("d"), at("d/below")), ErrorCode::InvalidArgument));
    QVERIFY(!files().remove(at("d")));
    QVERIFY(failsWith(files().list(at("f")), ErrorCode::FailedPrecondition));
    QVERIFY(failsWith(files().open(at("f/g"), OpenMode::Create), ErrorCode::FailedPrecondition));
    QVERIFY(!must(files().exists(at("f/g"))));
}

void FileSystemContract::whatIsMissingIsNotFound() {
    QVERIFY(failsWith(files().list(at("d")), ErrorCode::NotFound));
    QVERIFY(failsWith(files().syncDirectory(at("d")), ErrorCode::NotFound));
    QVERIFY(failsWith(files().removeDirectory(at("d")), ErrorCode::NotFound));
    QVERIFY(failsWith(files().createDirectory(at("d/e")), ErrorCode::NotFound));
    QVERIFY(failsWith(files().open(at("d/f"), OpenMode::CreateOrReset), ErrorCode::NotFound));
    QVERIFY(failsWith(files().lock(at("d/LOCK")), ErrorCode::NotFound));
    QVERIFY(failsWith(files().rename(at("f"), at("g")), ErrorCode::NotFound));
    const auto removed = files().remove(at("f"));
    QVERIFY(failsWith(removed, ErrorCode::NotFound));
    QVERIFY2(removed.error().message.find(at("f")) != std::string::npos,
             removed.error().message.c_str());
    QVERIFY(!must(files().exists(at("d/f"))));
}

void FileSystemContract::listsInOrderOfName() {
    QCOMPARE(namesIn(files(), at(".")), Names{});
    for (const char* name : {"b", "a10", "c", "a9", "B"}) {
        newFile(at(name), "");
    }
    must(files().createDirectory(at("a")));
    newFile(at("a/hidden"), "");
    QCOMPARE(namesIn(files(), at(".")), (Names{"B", "a/", "a10", "a9", "b", "c"}));
    QCOMPARE(namesIn(files(), at("a/")), Names{"hidden"});
}

void FileSystemContract::createDirectoryTwiceIsNoError() {
    must(files().createDirectory(at("d")));
    newFile(at("d/f"), "kept");
    must(files().createDirectory(at("d")));
    QCOMPARE(contentOf(at("d/f")), std::string("kept"));
}

void FileSystemContract::aDirectoryWithNamesInItStays() {
    must(files().createDirectory(at("d")));
    newFile(at("d/f"), "kept");
    QVERIFY(failsWith(files().removeDirectory(at("d")), ErrorCode::FailedPrecondition));
    QCOMPARE(contentOf(at("d/f")), std::string("kept"));
    must(files().remove(at("d/f")));
    must(files().removeDirectory(at("d")));
    QVERIFY(!must(files().exists(at("d"))));
}

void FileSystemContract::renameReplacesAFile() {
    newFile(at("old"), "old");
    newFile(at("new"), "new");
    must(files().rename(at("new"), at("old")));
    QCOMPARE(namesIn(files(), at(".")), Names{"old"});
    QCOMPARE(contentOf(at("old")), std::string("new"));
}

void FileSystemContract::renameMovesADirectoryWithAllInIt() {
    must(files().createDirectory(at("d")));
    must(files().createDirectory(at("d/e")));
    newFile(at("d/e/f"), "deep");
    must(files().createDirectory(at("other")));
    must(files().rename(at("d"), at("other/d")));
    QCOMPARE(namesIn(files(), at(".")), Names{"other/"});
    QCOMPARE(contentOf(at("other/d/e/f")), std::string("deep"));
}

void FileSystemContract::renameOntoItselfChangesNothing() {
    newFile(at("f"), "same");
    must(files().rename(at("f"), at("f")));
    QCOMPARE(contentOf(at("f")), std::string("same"));
}

void FileSystemContract::anOpenFileFollowsItsRename() {
    const auto file = newFile(at("f"), "before ");
    must(files().rename(at("f"), at("g")));
    must(file->write(7, "after"));
    must(file->sync());
    QCOMPARE(contentOf(at("g")), std::string("before after"));
}

void FileSystemContract::aRemovedFileStaysReadableWhereItIsOpen() {
    const auto file = newFile(at("f"), "gone");
    must(files().remove(at("f")));
    newFile(at("f"), "another");
    std::string into(10, '\0');
    QCOMPARE(must(file->read(0, into)), std::size_t{4});
    QCOMPARE(into.substr(0, 4), std::string("gone"));
    must(file->write(4, "!"));
    must(file->sync());
    QCOMPARE(contentOf(at("f")), std::string("another"));
}

void FileSystemContract::openFilesOfOneNameSeeEachOther() {
    const auto one = newFile(at("f"), "12345");
    const auto other = must(files().open(at("f"), OpenMode::ReadWrite));
    must(other->write(2, "x"));
    must(one->truncate(4));
    must(one->sync());
    QCOMPARE(must(other->size()), std::uint64_t{4});
    QCOMPARE(contentOf(at("f")), std::string("12x4"));
}

void FileSystemContract::aLockExcludesUntilItIsReleased() {
    auto lock = must(files().lock(at("LOCK")));
    QVERIFY(must(files().exists(at("LOCK"))));
    QVERIFY(failsWith(files().lock(at("LOCK")), ErrorCode::Busy));
    must(files().lock(at("OTHER")));
    lock.reset();
    must(files().lock(at("LOCK")));
}

void FileSystemContract::replaceFileReplacesWholeAndLeavesNothingAside() {
    must(replaceFile(files(), at("CURRENT"), "a long first content"));
    QCOMPARE(contentOf(at("CURRENT")), std::string("a long first content"));
    must(replaceFile(files(), at("CURRENT"), "short"));
    QCOMPARE(contentOf(at("CURRENT")), std::string("short"));
    QCOMPARE(namesIn(files(), at(".")), Names{"CURRENT"});

    // What cannot be put in its place is taken away again.
    must(files().createDirectory(at("d")));
    QVERIFY(failsWith(replaceFile(files(), at("d"), "x"), ErrorCode::FailedPrecondition));
    QCOMPARE(namesIn(files(), at(".")), (Names{"CURRENT", "d/"}));
}

void FileSystemContract::readFileRefusesWhatIsTooLarge() {
    newFile(at("f"), "12345");
    QCOMPARE(must(readFile(files(), at("f"), 5)), std::string("12345"));
    QVERIFY(failsWith(readFile(files(), at("f"), 4), ErrorCode::TooLarge));
    QVERIFY(failsWith(readFile(files(), at("g"), 4), ErrorCode::NotFound));
}

void FileSystemContract::createDirectoriesMakesEveryLevel() {
    must(createDirectories(files(), at("a/b/c")));
    must(createDirectories(files(), at("a/b/c/")));
    must(createDirectories(files(), at("a/d")));
    QCOMPARE(namesIn(files(), at("a")), (Names{"b/", "d/"}));
    QCOMPARE(namesIn(files(), at("a/b")), Names{"c/"});
    newFile(at("a/f"), "");
    QVERIFY(failsWith(createDirectories(files(), at("a/f")), ErrorCode::FailedPrecondition));
    QVERIFY(failsWith(createDirectories(files(), at("a/f/g")), ErrorCode::FailedPrecondition));
}

void FileSystemContract::spaceIsLeft() {
    QVERIFY(must(files().freeSpace(at("."))) > 1000000);
}

}  // namespace quorate::storage
