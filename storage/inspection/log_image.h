// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "storage/file_system.h"
#include "storage/wal/record.h"
#include "storage/wal/segment_name.h"
#include "storage/wal/wal.h"

namespace quorate::storage {

/// The written part of a segment at one moment.
struct SegmentImage {
    SegmentName name;
    Bytes bytes;
    std::uint64_t fileSize{0};
};

/// A log at one moment: a value that may go to any thread, and be looked at there in peace while
/// the log is written on.
struct LogImage {
    std::optional<WalOwner> owner;
    std::vector<SegmentImage> segments;  ///< the oldest first
    /// Known only of a log that is open.
    std::optional<WalPosition> durable;
    std::shared_ptr<const void> pin;  ///< Wal::pin(), for what is mapped

    /// Where it ends.
    [[nodiscard]] WalPosition written() const;
    [[nodiscard]] bool isOpen() const noexcept { return durable.has_value(); }
    /// What a crash leaves that keeps of it what lies before this place.
    [[nodiscard]] LogImage cutAt(const WalPosition& place) const;
};

/// Of a log that nobody writes to. Its bytes are read.
Result<LogImage> imageOf(FileSystem& files, const std::string& directory,
                         std::optional<WalOwner> owner);

/// Of one that is open, on the executor that it belongs to. What is written is never written again,
/// so where the file system can, its bytes are mapped, and this takes no longer for a long log.
Result<LogImage> imageOf(FileSystem& files, const std::string& directory, const Wal& log);

/// The files of such a log, and nothing else. Read only: whatever would change something is
/// FailedPrecondition.
class ImageFiles final : public FileSystem {
public:
    /// They are in `directory`.
    ImageFiles(const LogImage& image, std::string directory);

    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
    [[nodiscard]] Result<bool> exists(const std::string& path) const override;
    [[nodiscard]] Result<std::vector<DirectoryEntry>> list(const std::string& path) const override;
    Result<void> createDirectory(const std::string& path) override { return refuse(path); }
    Result<void> removeDirectory(const std::string& path) override { return refuse(path); }
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove(const std::string& path) override { return refuse(path); }
    Result<void> syncDirectory(const std::string& path) override { return refuse(path); }
    Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
        return refuse(path);
    }
    [[nodiscard]] Result<std::uint64_t> freeSpace(const std::string& path) const override {
        return refuse(path);
    }

private:
    static Error refuse(const std::string& path);
    [[nodiscard]] const SegmentImage* find(const std::string& path) const;

    const LogImage& m_image;
    const std::string m_directory;
};

}  // namespace quorate::storage
