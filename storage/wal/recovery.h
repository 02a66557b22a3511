// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "engine/node/log_device.h"
#include "storage/file_system.h"
#include "storage/wal/record.h"
#include "storage/wal/segment_name.h"

namespace quorate::storage {

/// What a recovery cut off the end of a log: never acknowledged, or the last batch.
struct WalDropped {
    std::string file;
    std::uint64_t offset{0};
    std::uint64_t bytes{0};
    std::string reason;
};
std::string toString(const WalDropped& dropped);

/// A segment that is there.
struct WalSegment {
    SegmentName name;
    /// Entries of earlier segments are dead from this index on, which is at most the one after the
    /// last entry before this segment.
    raft::Index lowest;
};

/// What a log holds, and what must be done to its last segment before anything is written behind.
///
/// Where something is broken, the boundary decides that every batch carries: up to there the log
/// was on stable storage when the batch was written.
/// - Behind the last boundary that any batch knows, also one behind the broken place, it is a torn
///   end that was never acknowledged, or the last batch: it ends before the first broken record.
/// - Before it, or in a segment that another one follows, something was lost: Corrupted, with file,
///   offset and reason.
/// A last segment that holds nothing but a head, broken or not, was being made.
struct WalFound {
    node::LogDevice::Recovered recovered;
    raft::EntryId last;
    std::vector<WalSegment> segments;
    std::optional<WalDropped> dropped;
    /// A last segment with nothing in it, of which is not certain that its name lasts: it is to be
    /// made again.
    std::optional<std::string> unfinished;
    /// Segments that were released long ago, and whose removal did not last.
    std::vector<std::string> leftovers;

    // The last segment:
    Bytes bytes;
    std::uint64_t fileSize{0};
    /// Behind the last good record, whose checksum is `chain`.
    std::uint64_t end{0};
    std::uint32_t chain{0};
    /// The batch that `end` lies in or behind; nothing where there is none yet.
    std::optional<WalBatch> batch;
    std::uint32_t chainBeforeBatch{0};
    /// It has its end record, and the next one must be made.
    bool hasEnded{false};
};

/// Reads only. FailedPrecondition for the log of another owner, or of a later version; Corrupted.
Result<WalFound> recoverWal(FileSystem& files, const std::string& directory, const WalOwner& owner);

}  // namespace quorate::storage
