// SPDX-License-Identifier: Apache-2.0
// How a log is made and opened.
#include <utility>

#include "storage/path.h"
#include "storage/wal/tail_repair.h"
#include "storage/wal/wal.h"

namespace quorate::storage {

Result<void> Wal::create(FileSystem& files, const std::string& directory, const WalOwner& owner,
                         const WalOptions& options) {
    const auto entries = files.list(directory);
    if (!entries) {
        return entries.error();
    }
    for (const DirectoryEntry& entry : *entries) {
        if (parseSegmentName(entry.name)) {
            return Error(ErrorCode::FailedPrecondition,
                         directory + ": holds a log already, in " + entry.name);
        }
    }
    Wal log(files, directory, owner, options, {});
    return log.startSegment(0);
}

Result<std::unique_ptr<Wal>> Wal::open(FileSystem& files, const std::string& directory,
                                       const WalOwner& owner, const WalOptions& options) {
    auto found = recoverWal(files, directory, owner);
    if (!found) {
        return found.error();
    }
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): its constructor is private.
    std::unique_ptr<Wal> log(new Wal(files, directory, owner, options, found->recovered.start));
    log->m_hardState = found->recovered.hardState;
    log->m_last = found->last;
    for (const raft::Entry& entry : found->recovered.entries) {
        log->m_terms.append(entry.id());
    }
    log->m_segments = found->segments;
    auto file = files.open(log->pathOf(log->m_segments.back().name), OpenMode::ReadWrite);
    if (!file) {
        return file.error();
    }
    log->m_file = std::move(file).value();
    const auto tail = repairTail(*log->m_file, *found, owner, options.segmentSize);
    if (!tail) {
        return tail.error();
    }
    log->m_offset = tail->offset;
    log->m_chain = tail->chain;
    log->m_durable = {log->sequence(), log->m_offset};
    if (auto settled = log->settleNames(*found); !settled) {
        return settled.error();
    }
    log->m_dropped = std::move(found->dropped);
    log->m_recovered = std::move(found->recovered);
    return log;
}

/// A name that is seen may still be one that no sync has made to last, if a sync has failed before:
/// so it is made anew.
Result<void> Wal::settleNames(const WalFound& found) {
    std::vector<std::string> superfluous = found.leftovers;
    if (found.unfinished) {
        superfluous.push_back(*found.unfinished);
    }
    // It may not be zeros yet.
    const auto hasSpare = m_files.exists(sparePath());
    if (!hasSpare) {
        return hasSpare.error();
    }
    if (*hasSpare) {
        superfluous.push_back(sparePath());
    }
    for (const std::string& path : superfluous) {
        if (auto removed = m_files.remove(path); !removed) {
            return removed;
        }
    }
    return found.hasEnded ? startSegment(0) : m_files.syncDirectory(m_directory);
}

}  // namespace quorate::storage
