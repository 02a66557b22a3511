// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "storage/file_system.h"

namespace quorate::storage {

/// A file system as one process has it: once that has ended, nothing of what it left behind (a
/// snapshot half written, a database that closes) reaches the disk any more. Files that are open
/// are not cut off by it. Outlives who uses it; `files` outlives it.
class ProcessFiles final : public FileSystem {
public:
    explicit ProcessFiles(FileSystem& files) : m_files(files) {}

    void end() noexcept { m_hasEnded = true; }

    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
    [[nodiscard]] Result<bool> exists(const std::string& path) const override;
    [[nodiscard]] Result<std::vector<DirectoryEntry>> list(const std::string& path) const override;
    Result<void> createDirectory(const std::string& path) override;
    Result<void> removeDirectory(const std::string& path) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove(const std::string& path) override;
    Result<void> syncDirectory(const std::string& path) override;
    Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;
    [[nodiscard]] Result<std::uint64_t> freeSpace(const std::string& path) const override;

private:
    FileSystem& m_files;
    bool m_hasEnded{false};
};

}  // namespace quorate::storage
