// SPDX-License-Identifier: Apache-2.0
#include "storage/wal/inspection.h"

#include "storage/path.h"
#include "storage/wal/segment_reader.h"

namespace quorate::storage {

void visitSegment(const Bytes& bytes, std::uint64_t sequence, const WalVisitor& visitor,
                  std::optional<WalOwner> owner) {
    SegmentReader reader(bytes, sequence, owner);
    for (;;) {
        while (const auto item = reader.next()) {
            if (!visitor({item->offset, item->size, &item->record, reader.isChained(), {}})) {
                return;
            }
        }
        if (!reader.damage()) {
            return;
        }
        WalPiece damaged;
        damaged.offset = reader.damage()->offset;
        damaged.damage = reader.damage()->reason;
        const bool goesOn = reader.resume();
        damaged.size = (goesOn ? reader.offset() : bytes.size()) - damaged.offset;
        if (!visitor(damaged) || !goesOn) {
            return;
        }
    }
}

Result<std::vector<SegmentName>> segmentsOf(const FileSystem& files, const std::string& directory) {
    const auto entries = files.list(directory);
    if (!entries) {
        return entries.error();
    }
    std::vector<SegmentName> names;
    for (const DirectoryEntry& entry : *entries) {
        if (const auto name = entry.isDirectory ? std::nullopt : parseSegmentName(entry.name)) {
            names.push_back(*name);
        }
    }
    return names;
}

Result<void> visitSegment(FileSystem& files, const std::string& directory, const SegmentName& name,
                          const WalVisitor& visitor, std::optional<WalOwner> owner) {
    const auto file = files.open(joinPath(directory, toString(name)), OpenMode::Read);
    if (!file) {
        return file.error();
    }
    const auto content = readSegment(**file);
    if (!content) {
        return content.error();
    }
    visitSegment(content->bytes, name.sequence, visitor, owner);
    return {};
}

}  // namespace quorate::storage
