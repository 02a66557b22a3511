// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace quorate::storage {

enum class DiskCallKind : std::uint8_t {
    Open,
    Exists,
    List,
    CreateDirectory,
    RemoveDirectory,
    Rename,
    Remove,
    SyncDirectory,
    Lock,
    Read,
    Write,
    Sync,
    Truncate,
    Preallocate,
};

/// The call as text, for messages and tests: "sync".
const char* toString(DiskCallKind kind) noexcept;

/// A call that is about to happen. What is asked of memory alone (the size of an open file, the
/// space that is left) is none.
struct DiskCall {
    DiskCallKind kind{DiskCallKind::Open};
    std::string_view path;    ///< as the caller named it; of a rename, the new name
    std::uint64_t offset{0};  ///< of a read or write; of preallocate, what is used
    std::uint64_t length{0};  ///< of a read or write; the new size of truncate and preallocate
};

enum class CallOutcome : std::uint8_t {
    Works,
    /// IoError. Of a write the first `done` bytes are in the file. Of a sync() any part of the
    /// dirty bytes is on the disk and the rest is gone. Of a syncDirectory() the names concerned
    /// stay as they are seen, but no later syncDirectory() makes them last.
    Fails,
    NoSpace,  ///< OutOfSpace; otherwise as Fails
    /// The process dies within the call: it answers an error, as does every later call until
    /// SimulatedFileSystem::crash(). Of a write the first `done` bytes are in the file; every
    /// other call had its effect if `done` is not 0.
    Crashes,
    /// Only for sync() and syncDirectory(), otherwise as Works: answers success and does nothing.
    /// No correct program survives it; it is for runs that expect a loss.
    Lies,
};

struct CallFate {
    CallOutcome outcome{CallOutcome::Works};
    std::uint64_t done{0};
    /// Of a read that works: one wrong bit in what it reads, counted from its first byte on.
    std::optional<std::uint64_t> flippedBit;
    std::uint64_t nanoseconds{0};  ///< how long the call takes, in virtual time
};

/// A file with bytes that were not synced, at a loss of power or a failed sync.
struct UnsyncedFile {
    std::string_view path;
    std::uint64_t syncedSize{0};
    std::uint64_t seenSize{0};
    /// It was truncated to so much since it was synced; `syncedSize` where it was not.
    std::uint64_t cutTo{0};
};

struct FileLeft {
    /// Whether the disk knows of the truncation. If not, the file has its old size and all of its
    /// old bytes behind `cutTo`.
    bool cutLasts{true};
    /// What the size becomes; taken into the range from what is on the disk to `seenSize`.
    std::uint64_t size{0};
};

/// What becomes of the un-synced part of one sector of a file: the first `length` bytes of it reach
/// the disk, the others hold what was synced before.
struct UnsyncedSector {
    std::string_view path;
    std::uint64_t sector{0};  ///< offset / kSectorSize
    std::uint64_t length{0};  ///< of its un-synced bytes, 1 to kSectorSize
};

inline constexpr std::uint64_t kSectorSize = 512;

/// The source of all decisions of a SimulatedFileSystem. Asked in an order that follows from the
/// calls alone, so the same answers give the same disk, to the byte.
class DiskFaults {
public:
    DiskFaults() = default;
    DiskFaults(const DiskFaults&) = delete;
    DiskFaults& operator=(const DiskFaults&) = delete;
    virtual ~DiskFaults() = default;

    /// Before every call.
    virtual CallFate fateOf(const DiskCall& call) = 0;

    /// At a loss of power, for every name that was made, moved or removed and not synced, oldest
    /// first: does it last? One that lasts takes along those before it that it rests on.
    virtual bool nameLasts(std::string_view path) = 0;

    /// Then, and at a failed sync, for each file concerned, in order of name.
    virtual FileLeft fileLeft(const UnsyncedFile& file) = 0;

    /// After fileLeft(), for each sector of the file with un-synced bytes, in order: how many of
    /// them reach the disk.
    virtual std::uint64_t bytesLeft(const UnsyncedSector& sector) = 0;
};

/// A disk that never fails, takes no time, and loses all that was not synced.
class NoDiskFaults : public DiskFaults {
public:
    CallFate fateOf(const DiskCall& /*call*/) override { return {}; }
    bool nameLasts(std::string_view /*path*/) override { return false; }
    FileLeft fileLeft(const UnsyncedFile& file) override { return {false, file.syncedSize}; }
    std::uint64_t bytesLeft(const UnsyncedSector& /*sector*/) override { return 0; }
};

}  // namespace quorate::storage
