// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace quorate::storage {

/// An open file. Closed when destroyed, without a sync.
///
/// Errors are IoError (OutOfSpace where the disk is full), and name the file, the call and the
/// system's reason. After a failed write any part of it may be in the file. After a failed write or
/// sync the bytes that were not synced before may be gone, and a later sync() that succeeds says
/// nothing of them: who needs them stops. Writing to a file that was opened to read:
/// FailedPrecondition.
class File {
public:
    File() = default;
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    virtual ~File() = default;

    [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;
    /// Reads up to `into.size()` bytes; fewer only at the end of the file.
    [[nodiscard]] virtual Result<std::size_t> read(std::uint64_t offset,
                                                   std::span<char> into) const = 0;
    /// Writes all of `bytes` at `offset`, which may lie within the file or at its end.
    virtual Result<void> write(std::uint64_t offset, std::string_view bytes) = 0;
    /// Data and size are on stable storage (fdatasync). The name is not: see syncDirectory().
    virtual Result<void> sync() = 0;
    virtual Result<void> truncate(std::uint64_t size) = 0;
    /// The file is at least so large, its new part zeros, and has the space for it. From `used` on
    /// there are only zeros in what it has already, too, which are written once more where that
    /// helps: who reserves space so knows that, and is the only one that writes to the file.
    virtual Result<void> preallocate(std::uint64_t used, std::uint64_t size) = 0;
    /// As a new file for which so much was preallocated: zeros, of this size. Where the system can
    /// it keeps the space that the file has, which takes less time than to give it back.
    virtual Result<void> clear(std::uint64_t size) = 0;
    /// Exactly these bytes, mapped without a copy where the file system can, otherwise read.
    /// OutOfRange beyond the end. They outlive the file, and must not be truncated away while they
    /// are held; whether later writes to them are seen is left open.
    [[nodiscard]] virtual Result<Bytes> map(std::uint64_t offset, std::uint64_t length) const;
};

/// Held for as long as it lives; released by the system when the process dies.
class FileLock {
public:
    FileLock() = default;
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    virtual ~FileLock() = default;
};

enum class OpenMode : std::uint8_t {
    Read,           ///< must exist; writes are refused
    ReadWrite,      ///< must exist
    Create,         ///< must not exist
    CreateOrReset,  ///< empty, whether it existed or not
};

struct DirectoryEntry {
    std::string name;
    bool isDirectory{false};
};

/// The one door to the disk: POSIX, simulated in memory, or an overlay above a real directory.
/// Paths are separated by '/'. Calls wait for the disk. Names (of new, renamed and removed files
/// and directories) last only after syncDirectory() of the directory that holds them.
///
/// Errors: NotFound; FailedPrecondition where something is there that must not be, or is of the
/// other kind (a directory for a file); InvalidArgument for a directory to be moved below itself;
/// OutOfSpace; IoError for everything else.
///
/// Belongs to one executor, with all its files, unless an implementation says otherwise.
class FileSystem {
public:
    FileSystem() = default;
    FileSystem(const FileSystem&) = delete;
    FileSystem& operator=(const FileSystem&) = delete;
    virtual ~FileSystem() = default;

    virtual Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) = 0;
    [[nodiscard]] virtual Result<bool> exists(const std::string& path) const = 0;
    /// In order of name.
    [[nodiscard]] virtual Result<std::vector<DirectoryEntry>> list(
        const std::string& path) const = 0;
    /// One level; its parent must exist. One that is there already is no error.
    virtual Result<void> createDirectory(const std::string& path) = 0;
    /// Must be empty, otherwise FailedPrecondition.
    virtual Result<void> removeDirectory(const std::string& path) = 0;
    /// A file or a directory. Replaces the file that is at `to`.
    virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
    /// A file. Those who have it open keep it.
    virtual Result<void> remove(const std::string& path) = 0;
    /// The names in this directory are on stable storage.
    virtual Result<void> syncDirectory(const std::string& path) = 0;
    /// Makes the file if need be. Busy where somebody else, in this process or another one, has it.
    virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;
    /// Bytes that are left to write.
    [[nodiscard]] virtual Result<std::uint64_t> freeSpace(const std::string& path) const = 0;
};

/// The whole file. TooLarge beyond `limit` bytes.
Result<std::string> readFile(FileSystem& files, const std::string& path, std::uint64_t limit);

/// Replaces a small file atomically and durably: written aside (`path` + ".new"), synced, renamed,
/// directory synced. After an error the file is the old or the new one, whole.
Result<void> replaceFile(FileSystem& files, const std::string& path, std::string_view content);

/// Makes a directory and all above it that are missing, each made durable in the one above it; the
/// lowest that was there already, too, in case its maker did not get so far. After an error it can
/// be called again.
Result<void> createDirectories(FileSystem& files, const std::string& path);

}  // namespace quorate::storage
