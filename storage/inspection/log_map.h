// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "storage/file_system.h"
#include "storage/wal/record.h"
#include "storage/wal/segment_name.h"

namespace quorate::storage {

/// Bytes of a segment that are not what was written.
struct DamagedPart {
    std::uint64_t offset{0};
    std::uint64_t size{0};
    std::string reason;
};

/// What a segment has in it, counted.
struct SegmentSummary {
    SegmentName name;
    std::uint64_t fileSize{0};
    /// Up to the last byte that is not zero.
    std::uint64_t writtenSize{0};
    std::optional<WalHead> head;
    /// By WalRecordType.
    std::array<std::uint64_t, 8> records{};
    /// Of the entries as they lie there, replaced ones included.
    std::optional<raft::Index> lowestEntry;
    std::optional<raft::Index> highestEntry;
    std::vector<DamagedPart> damage;

    [[nodiscard]] std::uint64_t count(WalRecordType type) const {
        return records[static_cast<std::size_t>(type)];
    }
};

/// Goes through a segment of the log in `directory`; changes nothing. `owner` helps to find a way
/// behind a broken head. Errors are those of the file system.
Result<SegmentSummary> summarise(FileSystem& files, const std::string& directory,
                                 const SegmentName& name, std::optional<WalOwner> owner);

}  // namespace quorate::storage
