// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/file_system.h"

namespace quorate::storage {

/// The file system of the machine. Paths are the system's, relative ones below the working
/// directory. What it makes belongs to its user alone (modes 0600 and 0700).
///
/// Has no state: any thread may use it, and every PosixFileSystem is the same one. Two locks of
/// one path exclude each other within one process, too.
class PosixFileSystem final : public FileSystem {
public:
    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
    [[nodiscard]] Result<bool> exists(const std::string& path) const override;
    [[nodiscard]] Result<std::vector<DirectoryEntry>> list(const std::string& path) const override;
    Result<void> createDirectory(const std::string& path) override;
    Result<void> removeDirectory(const std::string& path) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove(const std::string& path) override;
    /// A directory that may be entered but not read cannot be synced by itself: everything is.
    Result<void> syncDirectory(const std::string& path) override;
    Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;
    [[nodiscard]] Result<std::uint64_t> freeSpace(const std::string& path) const override;
};

}  // namespace quorate::storage
