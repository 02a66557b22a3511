// SPDX-License-Identifier: Apache-2.0
#include "storage/inspection/log_map.h"

#include <algorithm>
#include <variant>

#include "storage/path.h"
#include "storage/wal/inspection.h"
#include "storage/wal/segment_reader.h"

namespace quorate::storage {

namespace {

void take(SegmentSummary& summary, const WalPiece& piece) {
    if (piece.record == nullptr) {
        summary.damage.push_back({piece.offset, piece.size, piece.damage});
        return;
    }
    ++summary.records[static_cast<std::size_t>(typeOf(*piece.record))];
    if (const auto* head = std::get_if<WalHead>(piece.record)) {
        summary.head = *head;
    }
    if (const auto* entry = std::get_if<raft::Entry>(piece.record)) {
        summary.lowestEntry = std::min(summary.lowestEntry.value_or(entry->index), entry->index);
        summary.highestEntry = std::max(summary.highestEntry.value_or(entry->index), entry->index);
    }
}

}  // namespace

Result<SegmentSummary> summarise(FileSystem& files, const std::string& directory,
                                 const SegmentName& name, std::optional<WalOwner> owner) {
    const auto file = files.open(joinPath(directory, toString(name)), OpenMode::Read);
    if (!file) {
        return file.error();
    }
    const auto content = readSegment(**file);
    if (!content) {
        return content.error();
    }
    SegmentSummary summary;
    summary.name = name;
    summary.fileSize = content->fileSize;
    summary.writtenSize = content->bytes.size();
    visitSegment(
        content->bytes, name.sequence,
        [&summary](const WalPiece& piece) {
            take(summary, piece);
            return true;
        },
        owner);
    return summary;
}

}  // namespace quorate::storage
