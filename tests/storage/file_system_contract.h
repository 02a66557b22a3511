// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <string>

#include "storage/file_system.h"

namespace quorate::storage {

/// What every FileSystem does, whatever is behind it. The test of one derives from this, says
/// where an empty directory is, and adds what is its own.
class FileSystemContract : public QObject {
    Q_OBJECT

protected:
    /// Called before each test.
    virtual void makeFileSystem() = 0;
    virtual FileSystem& files() = 0;
    /// A name in a directory that was empty.
    virtual std::string at(const std::string& name) = 0;

    /// The whole file, which is there.
    std::string contentOf(const std::string& path);
    /// A new file with this content, not synced.
    std::unique_ptr<File> newFile(const std::string& path, std::string_view content);

private Q_SLOTS:
    void init() { makeFileSystem(); }

    void writtenBytesAreReadBack();
    void aReadEndsAtTheEndOfTheFile();
    void aWriteBehindTheEndLeavesZeros();
    void truncateCutsAndGrowsWithZeros();
    void preallocateGrowsWithZerosAndNeverCuts();
    void aClearedFileIsAsANewOne();
    void mappedBytesOutliveTheFile();
    void aMappingBeyondTheEndIsRefused();
    void openModesSayWhatMustBeThere();
    void aFileOpenedToReadRefusesWrites();
    void aDirectoryIsNoFile();
    void whatIsMissingIsNotFound();
    void listsInOrderOfName();
    void createDirectoryTwiceIsNoError();
    void aDirectoryWithNamesInItStays();
    void renameReplacesAFile();
    void renameMovesADirectoryWithAllInIt();
    void renameOntoItselfChangesNothing();
    void anOpenFileFollowsItsRename();
    void aRemovedFileStaysReadableWhereItIsOpen();
    void openFilesOfOneNameSeeEachOther();
    void aLockExcludesUntilItIsReleased();
    void replaceFileReplacesWholeAndLeavesNothingAside();
    void readFileRefusesWhatIsTooLarge();
    void createDirectoriesMakesEveryLevel();
    void spaceIsLeft();
};

}  // namespace quorate::storage
