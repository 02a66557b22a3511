// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"
#include "storage/file_system.h"
#include "storage/wal/record.h"
#include "storage/wal/segment_name.h"

namespace quorate::storage {

/// A piece of a segment, for people who look into it: a record, or bytes that are none.
struct WalPiece {
    std::uint64_t offset{0};
    /// Of a record its frame included.
    std::uint64_t size{0};
    /// Null for bytes that are not what was written; then `damage` says why. It lives as long as
    /// the call.
    const WalRecord* record{nullptr};
    /// The checksum continues that of the record before. Not so for the first record behind damage,
    /// which only its own check confirms.
    bool isChained{true};
    std::string damage;
};
/// Called for each piece in order; false ends the visit.
using WalVisitor = std::function<bool(const WalPiece&)>;

/// Walks a segment's bytes, which are anybody's, as far as they can be read: behind damage it goes
/// on with the next batch that can be found. `owner` is needed only where the head is broken.
void visitSegment(const Bytes& bytes, std::uint64_t sequence, const WalVisitor& visitor,
                  std::optional<WalOwner> owner = {});

/// The segments of a log, in order. Other files are passed over.
Result<std::vector<SegmentName>> segmentsOf(const FileSystem& files, const std::string& directory);

/// Walks one of them; changes nothing.
Result<void> visitSegment(FileSystem& files, const std::string& directory, const SegmentName& name,
                          const WalVisitor& visitor, std::optional<WalOwner> owner = {});

}  // namespace quorate::storage
