// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/types.h"

/// The pieces of a snapshot's file, byte for byte in storage/FORMAT.md.
namespace quorate::storage {

inline constexpr std::uint32_t kSnapshotVersion = 1;
/// Bytes of the state in one chunk, before they are compressed. A reader takes up to the larger
/// number.
inline constexpr std::size_t kSnapshotChunk = std::size_t{256} * 1024;
inline constexpr std::size_t kMaxSnapshotChunk = std::size_t{1024} * 1024;
/// The head before the metadata, and what follows those.
inline constexpr std::size_t kSnapshotHeadFront = 16;
inline constexpr std::size_t kMaxSnapshotMetadata = std::size_t{64} * 1024;
/// Before the bytes of a chunk, and before the totals at the end.
inline constexpr std::size_t kSnapshotFrameSize = 12;
inline constexpr std::size_t kSnapshotTotalsSize = 16;

/// The head of a file, its checksum at the end.
std::string encodeSnapshotHead(const raft::SnapshotMetadata& metadata);

/// How much follows the front of a head, by that front alone. Corrupted.
Result<std::size_t> decodeSnapshotHeadFront(std::string_view front);
/// The whole head. Corrupted, or FailedPrecondition for a later version.
Result<raft::SnapshotMetadata> decodeSnapshotHead(std::string_view head);

/// The frame of a chunk; of the end where `storedSize` is 0.
struct SnapshotFrame {
    std::uint32_t checksum{0};
    std::uint32_t storedSize{0};
    std::uint32_t size{0};
};
/// Encodes a frame for `stored`, behind something with the checksum `previous`; returns the
/// checksum.
std::uint32_t encodeSnapshotFrame(std::uint32_t size, std::string_view stored,
                                  std::uint32_t previous, std::string& out);
SnapshotFrame decodeSnapshotFrame(std::string_view bytes) noexcept;
/// What the checksum must be of a frame and all that it frames.
std::uint32_t snapshotChecksum(std::string_view frame, std::string_view stored,
                               std::uint32_t previous) noexcept;

struct SnapshotTotals {
    std::uint64_t chunks{0};
    std::uint64_t bytes{0};
    friend bool operator==(const SnapshotTotals&, const SnapshotTotals&) = default;
};
std::string encodeSnapshotTotals(const SnapshotTotals& totals);
SnapshotTotals decodeSnapshotTotals(std::string_view bytes) noexcept;

/// "000000000000012c.snap": the state as of entry 300.
std::string snapshotName(raft::Index index);
/// Nothing for other names.
std::optional<raft::Index> parseSnapshotName(std::string_view name);

}  // namespace quorate::storage
