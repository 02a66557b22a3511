// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/file_system.h"
#include "storage/simulated/disk_faults.h"

namespace quorate::storage {

/// What a disk is made to do to the calls that reach it. Asked by any thread.
class DiskAilment {
public:
    DiskAilment() = default;
    DiskAilment(const DiskAilment&) = delete;
    DiskAilment& operator=(const DiskAilment&) = delete;
    virtual ~DiskAilment() = default;

    /// Whether anything is wrong at all: asked before every call, so quick.
    [[nodiscard]] virtual bool isIll() const noexcept = 0;
    /// Returns when the call has taken its time. Of outcomes only Works, Fails and NoSpace.
    virtual CallFate meet(const DiskCall& call) = 0;
    /// Files may still grow by so much; nothing: no limit.
    [[nodiscard]] virtual std::optional<std::uint64_t> freeBytes() const = 0;
    /// A file is about to grow by up to `bytes`: by how many it may, which are gone then.
    virtual std::uint64_t takeSpace(std::uint64_t bytes) = 0;
};

/// A file system that works, on a disk that is ill at times: calls are late, answer EIO (a write
/// with a part of it done, a sync with nothing) or ENOSPC. While the disk is well, a call costs one
/// question more. What a real disk would lose with its power is not lost here: what was written
/// without a sync is in the system's hands, as ever. What is mapped is read without a call.
///
/// As thread-safe as what is below, which outlives it, as does the ailment; and it its files.
class IllFileSystem final : public FileSystem {
public:
    IllFileSystem(FileSystem& below, DiskAilment& ailment) : m_below(below), m_ailment(ailment) {}

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
    FileSystem& m_below;
    DiskAilment& m_ailment;
};

}  // namespace quorate::storage
