// SPDX-License-Identifier: Apache-2.0
#include "storage/wal/recovery.h"

#include <algorithm>
#include <utility>

#include "storage/hexadecimal.h"
#include "storage/path.h"
#include "storage/wal/inspection.h"
#include "storage/wal/log_replay.h"
#include "storage/wal/record_codec.h"
#include "storage/wal/segment_reader.h"

namespace quorate::storage {

namespace {

Error corrupted(const std::string& file, std::uint64_t offset, const std::string& reason) {
    return {ErrorCode::Corrupted, file + ": at byte " + std::to_string(offset) + ": " + reason +
                                      "; what was promised is lost there, so the log is not "
                                      "opened, and nothing of it was changed"};
}

std::string text(const WalOwner& owner) {
    return "node " + toHex(owner.node.value()) + " of cluster " + toHex(owner.cluster) +
           " (directory number " + toHex(owner.directory) + ")";
}

Result<SegmentContent> readFrom(FileSystem& files, const std::string& path) {
    const auto file = files.open(path, OpenMode::Read);
    if (!file) {
        return file.error();
    }
    return readSegment(**file);
}

/// Goes through the segments one by one.
class Recovery {
public:
    Recovery(FileSystem& files, std::string directory, const WalOwner& owner)
        : m_files(files), m_directory(std::move(directory)), m_owner(owner) {}

    Result<WalFound> run() {
        const auto names = segmentsOf(m_files, m_directory);
        if (!names) {
            return names.error();
        }
        if (names->empty()) {
            return Error(ErrorCode::NotFound, m_directory + ": holds no segment of a log");
        }
        // Segments before a gap are released ones whose removal did not last. Where they are not,
        // what follows the gap says that entries are missing.
        std::size_t first = names->size() - 1;
        while (first > 0 && (*names)[first - 1].sequence + 1 == (*names)[first].sequence) {
            --first;
        }
        for (std::size_t i = 0; i < first; ++i) {
            m_found.leftovers.push_back(joinPath(m_directory, toString((*names)[i])));
        }
        for (std::size_t i = first; i < names->size(); ++i) {
            if (auto read = readSegmentAt((*names)[i], i + 1 == names->size()); !read) {
                return read.error();
            }
        }
        m_found.last = m_replay->last();
        auto recovered = m_replay->finish();
        if (!recovered) {
            return Error(recovered.error().code, m_directory + ": " + recovered.error().message);
        }
        m_found.recovered = std::move(recovered).value();
        return std::move(m_found);
    }

private:
    Result<void> readSegmentAt(const SegmentName& name, bool isLast);
    Result<void> takeHead(const WalHead& head, const SegmentName& name);
    Result<void> judge(const SegmentReader& reader, bool isLast);

    FileSystem& m_files;
    std::string m_directory;
    WalOwner m_owner;
    WalFound m_found;
    std::optional<LogReplay> m_replay;
    std::string m_path;
};

Result<void> Recovery::readSegmentAt(const SegmentName& name, bool isLast) {
    m_path = joinPath(m_directory, toString(name));
    auto content = readFrom(m_files, m_path);
    if (!content) {
        return content.error();
    }
    SegmentReader reader(content->bytes, name.sequence, m_owner);
    const bool wasBeingMade = isLast && m_found.hasEnded && content->bytes.size() <= kWalSector;
    auto item = reader.next();
    if (!item && laterVersion(content->bytes.view())) {
        return Error(ErrorCode::FailedPrecondition,
                     m_path + ": " + reader.damage()->reason +
                         ": use the version that wrote it, or a later one");
    }
    if (!item && !wasBeingMade) {
        return corrupted(m_path, 0, reader.damage()->reason);
    }
    if (item) {
        if (auto taken = takeHead(std::get<WalHead>(item->record), name); !taken) {
            return taken;
        }
    }
    if (wasBeingMade) {
        m_found.unfinished = m_path;
        if (!item && !content->bytes.empty()) {
            m_found.dropped = WalDropped{m_path, 0, content->bytes.size(),
                                         "the segment was being made, nothing was in it"};
        }
        return {};
    }
    m_found.bytes = content->bytes;
    m_found.fileSize = content->fileSize;
    while ((item = reader.next())) {
        if (auto taken = m_replay->take(std::move(item->record)); !taken) {
            return corrupted(m_path, item->offset, taken.error().message);
        }
    }
    m_found.segments.push_back({name, m_replay->lowest()});
    return judge(reader, isLast);
}

/// Whose it is, and that it continues the segment before it.
Result<void> Recovery::takeHead(const WalHead& head, const SegmentName& name) {
    if (head.owner != m_owner) {
        return Error(ErrorCode::FailedPrecondition,
                     m_path + ": is of " + text(head.owner) + ", and not of " + text(m_owner) +
                         ": put each node's files back into its own directory");
    }
    if (head.last.index.next() != name.first) {
        return corrupted(m_path, 0,
                         "it begins with entry " + toString(head.last.index.next()) +
                             ", and its name says another one");
    }
    if (!m_replay) {
        m_replay.emplace(head);
        return {};
    }
    if (!m_found.hasEnded || head.chain != m_found.chain) {
        return corrupted(m_path, 0, "it does not continue the segment before it");
    }
    if (auto continued = m_replay->continueWith(head); !continued) {
        return corrupted(m_path, 0, continued.error().message);
    }
    return {};
}

/// What is broken in a segment: an end that may be cut, or a loss.
Result<void> Recovery::judge(const SegmentReader& reader, bool isLast) {
    m_found.end = reader.offset();
    m_found.chain = reader.chain();
    m_found.batch = reader.batch();
    m_found.chainBeforeBatch = reader.chainBeforeBatch();
    m_found.hasEnded = reader.hasEnded();
    const auto& damage = reader.damage();
    if (!isLast) {
        if (damage) {
            return corrupted(m_path, damage->offset, damage->reason);
        }
        if (!m_found.hasEnded) {
            return corrupted(m_path, m_found.end, "the rest of the segment is missing");
        }
        return {};
    }
    if (!damage) {
        return {};
    }
    const std::uint64_t sequence = m_found.segments.back().name.sequence;
    const WalPosition place{sequence, damage->offset};
    const auto later = durableBoundary(m_found.bytes.view(), sequence, damage->offset + 1, m_owner);
    if ((later && *later > place) || (m_found.batch && m_found.batch->durable > place)) {
        return corrupted(m_path, damage->offset,
                         damage->reason + ", and it was durable when a later batch was written");
    }
    m_found.dropped =
        WalDropped{m_path, damage->offset, m_found.bytes.size() - damage->offset, damage->reason};
    return {};
}

}  // namespace

std::string toString(const WalDropped& dropped) {
    return dropped.file + ": " + std::to_string(dropped.bytes) + " bytes from byte " +
           std::to_string(dropped.offset) +
           " on were cut off, the end of a write that did not finish: " + dropped.reason;
}

Result<WalFound> recoverWal(FileSystem& files, const std::string& directory,
                            const WalOwner& owner) {
    return Recovery(files, directory, owner).run();
}

}  // namespace quorate::storage
