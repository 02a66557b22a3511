// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "engine/raft/entry.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

/// What a write-ahead log consists of, byte for byte in storage/FORMAT.md.
namespace quorate::storage {

inline constexpr std::uint32_t kWalVersion = 1;
/// A batch begins at a multiple of this: what is durable shares no sector with what is written
/// later.
inline constexpr std::uint64_t kWalSector = 512;

/// A place in a log.
struct WalPosition {
    std::uint64_t segment{0};
    std::uint64_t offset{0};
    friend constexpr auto operator<=>(const WalPosition&, const WalPosition&) = default;
};

/// Whose log it is: every segment says so, and no other node's takes its place.
struct WalOwner {
    std::uint64_t cluster{0};
    raft::NodeId node;
    std::uint64_t directory{0};
    friend bool operator==(const WalOwner&, const WalOwner&) = default;
};

/// The first record of a segment: all that the segments before it amount to, but for entries.
struct WalHead {
    WalOwner owner;
    /// Sequence of the segment, from 1.
    std::uint64_t segment{0};
    /// Checksum of the last record before; 0 in the first segment.
    std::uint32_t chain{0};
    raft::HardState hardState;
    /// The log starts behind this entry.
    raft::EntryId start;
    /// The last entry before this segment.
    raft::EntryId last;
    friend bool operator==(const WalHead&, const WalHead&) = default;
};

/// The first record of a batch, which is what one write puts into the log.
struct WalBatch {
    WalPosition at;
    /// All before this was on stable storage when the batch was written.
    WalPosition durable;
    /// Bytes of the batch, this record included.
    std::uint32_t size{0};
    friend bool operator==(const WalBatch&, const WalBatch&) = default;
};

/// The log starts anew behind this snapshot, and whatever it held is gone.
struct WalSnapshot {
    raft::EntryId id;
    friend bool operator==(const WalSnapshot&, const WalSnapshot&) = default;
};

/// Entries up to this one are not needed any more; those behind it stay.
struct WalRelease {
    raft::EntryId id;
    friend bool operator==(const WalRelease&, const WalRelease&) = default;
};

/// Nothing follows in this segment. It was synced before the next one was made.
struct WalEnd {
    friend bool operator==(const WalEnd&, const WalEnd&) = default;
};

using WalRecord =
    std::variant<WalHead, WalBatch, raft::Entry, raft::HardState, WalSnapshot, WalRelease, WalEnd>;

/// Values are part of the format; never 0.
enum class WalRecordType : std::uint8_t {
    Head = 1,
    Batch = 2,
    Entry = 3,
    HardState = 4,
    Snapshot = 5,
    Release = 6,
    End = 7,
};

WalRecordType typeOf(const WalRecord& record) noexcept;

/// "head", "batch", "entry", "hard state", "snapshot", "release", "end".
const char* toString(WalRecordType type) noexcept;

/// One line that says what is in it, without the payload: "entry 7 of term 2, normal, 256 bytes".
std::string describe(const WalRecord& record);

/// Up to the next beginning of a batch.
constexpr std::uint64_t sectorCeiling(std::uint64_t offset) noexcept {
    return (offset + kWalSector - 1) / kWalSector * kWalSector;
}

}  // namespace quorate::storage
