// SPDX-License-Identifier: Apache-2.0
// The log while it is written; how it is made and opened, in wal_open.cpp.
#include "storage/wal/wal.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/base/invariant.h"
#include "storage/path.h"
#include "storage/wal/record_codec.h"

namespace quorate::storage {

namespace {

/// A batch, its padding left out; its size has 32 bits.
constexpr std::uint64_t kMaxBatch = std::numeric_limits<std::uint32_t>::max();
/// More memory than this is not kept for the next batch.
constexpr std::size_t kKeptMemory = std::size_t{8} * 1024 * 1024;
/// A frame around an entry's data: type, term, index and length besides.
constexpr std::uint64_t kMaxEntryFrame = kWalFrameSize + 32;

/// An empty batch, the place of its first record left.
void beginBatch(std::string& batch) {
    if (batch.capacity() > kKeptMemory) {
        batch = std::string();
    }
    batch.assign(kWalBatchFrameSize, '\0');
}

std::uint64_t sizeBound(const node::LogWrite& write) {
    std::uint64_t size = kWalSector;
    for (const raft::Entry& entry : write.entries) {
        size += entry.data.size() + kMaxEntryFrame;
    }
    return size;
}

}  // namespace

node::LogDevice::Recovered Wal::takeRecovered() {
    QUORATE_INVARIANT(m_recovered.has_value(), "what was recovered was taken twice");
    Recovered recovered = std::move(*m_recovered);
    m_recovered.reset();
    return recovered;
}

Result<void> Wal::latched(const Result<void>& result) {
    if (!result && !m_failure) {
        m_failure =
            Error(result.error().code,
                  "the log takes no more writes, since this one failed: " + result.error().message);
    }
    return m_failure ? Result<void>(*m_failure) : Result<void>();
}

Result<void> Wal::check(const node::LogWrite& write) const {
    if (sizeBound(write) > kMaxBatch) {
        return Error(ErrorCode::TooLarge, m_directory + ": " +
                                              std::to_string(write.entries.size()) +
                                              " entries are too large for one write of the log");
    }
    const raft::Index next = write.snapshot ? write.snapshot->index.next() : m_last.index.next();
    for (std::size_t i = 0; i < write.entries.size(); ++i) {
        const raft::Index index = write.entries[i].index;
        if (i == 0 ? index > next : index != write.entries[i - 1].index.next()) {
            return Error(
                ErrorCode::InvalidArgument,
                m_directory + ": there is a gap before entry " + toString(index) + " of a write");
        }
    }
    for (const raft::Entry& entry : write.entries) {
        if (entry.data.size() + kMaxEntryFrame > kMaxWalBody) {
            return Error(ErrorCode::TooLarge, m_directory + ": entry " + toString(entry.index) +
                                                  " of " + std::to_string(entry.data.size()) +
                                                  " bytes is too large");
        }
    }
    return {};
}

/// In an order in which every beginning is a proper state: no entry of a term that the state does
/// not know yet, no commit index before the entry that it speaks of.
void Wal::encode(const node::LogWrite& write) {
    beginBatch(m_batch);
    m_batch.reserve(sizeBound(write));
    const raft::HardState state = write.hardState.value_or(m_hardState);
    raft::HardState written = m_hardState;
    raft::HardState early = state;
    const raft::Index kept = write.entries.empty()
                                 ? m_last.index
                                 : std::min(m_last.index, write.entries.front().index.previous());
    if (write.snapshot || early.commit > kept) {
        early.commit = std::min(early.commit, m_hardState.commit);
    }
    if (early.term != written.term || early.vote != written.vote || early == state) {
        if (early != written) {
            appendFrame(early, m_batch);
            written = early;
        }
    }
    if (write.snapshot) {
        appendFrame(WalSnapshot{*write.snapshot}, m_batch);
        written.commit = std::max(written.commit, write.snapshot->index);
    }
    const raft::Index start = write.snapshot ? write.snapshot->index : m_start.index;
    for (const raft::Entry& entry : write.entries) {
        if (entry.index > start) {
            appendFrame(entry, m_batch);
        }
    }
    if (write.hardState && state != written) {
        appendFrame(state, m_batch);
    }
}

/// What was written is what the log is now.
void Wal::take(const node::LogWrite& write) {
    raft::Index& lowest = m_segments.back().lowest;
    if (write.snapshot) {
        m_start = m_last = *write.snapshot;
        m_terms = TermRuns(m_start);
        m_hardState.commit = std::max(m_hardState.commit, m_start.index);
        lowest = std::min(lowest, m_start.index.next());
        m_mayRemove = true;
    }
    if (write.hardState) {
        m_hardState = *write.hardState;
    }
    for (const raft::Entry& entry : write.entries) {
        if (entry.index > m_start.index) {
            lowest = std::min(lowest, entry.index);
            m_terms.append(entry.id());
            m_last = entry.id();
        }
    }
}

Result<void> Wal::write(const node::LogWrite& write) {
    if (m_failure) {
        return *m_failure;
    }
    if (auto checked = check(write); !checked) {
        return checked;
    }
    encode(write);
    if (m_batch.size() > kWalBatchFrameSize) {
        if (auto appended = latched(append(m_batch)); !appended) {
            return appended;
        }
    }
    take(write);
    return {};
}

Result<void> Wal::sync() {
    if (m_failure) {
        return *m_failure;
    }
    if (auto synced = latched(syncWritten()); !synced || !m_mayRemove) {
        return synced;
    }
    m_mayRemove = false;
    return latched(removeReleased());
}

Result<void> Wal::syncWritten() {
    const WalPosition written{sequence(), m_offset};
    if (m_durable == written) {
        return {};
    }
    auto synced = m_file->sync();
    if (synced) {
        m_durable = written;
    }
    return synced;
}

Result<void> Wal::release(raft::Index index) {
    if (m_failure) {
        return *m_failure;
    }
    if (index > m_last.index) {
        return Error(ErrorCode::InvalidArgument, m_directory + ": entry " + toString(index) +
                                                     " is released, and the log ends at " +
                                                     toString(m_last.index));
    }
    if (index <= m_start.index) {
        return {};
    }
    const raft::EntryId id{m_terms.at(index), index};
    beginBatch(m_batch);
    appendFrame(WalRelease{id}, m_batch);
    if (auto appended = latched(append(m_batch)); !appended) {
        return appended;
    }
    m_start = id;
    m_terms.release(index);
    return latched(removeReleased());
}

/// Puts a batch behind what is written, in the next segment where this one is full.
Result<void> Wal::append(std::string& batch) {
    // One sector more, for the end of the segment.
    const std::uint64_t size = sectorCeiling(batch.size()) + kWalSector;
    if (m_offset > kWalSector && m_offset + size > m_options.segmentSize) {
        if (auto done = cut(kWalSector + size); !done) {
            return done;
        }
    }
    return appendHere(batch);
}

Result<void> Wal::appendHere(std::string& batch) {
    const WalPosition at{sequence(), m_offset};
    std::string first;
    appendBatchFrame({at, m_durable, static_cast<std::uint32_t>(batch.size())}, m_owner, first);
    batch.replace(0, first.size(), first);
    const std::uint32_t chain = sealFrames(batch, m_chain);
    if (auto written = m_file->write(m_offset, batch); !written) {
        return written;
    }
    m_chain = chain;
    m_offset = sectorCeiling(m_offset + batch.size());
    return {};
}

/// The segment is finished and synced before there is a next one, and that one is durable under its
/// name before anything relies on it.
Result<void> Wal::cut(std::uint64_t size) {
    std::string end(kWalBatchFrameSize, '\0');
    appendFrame(WalEnd(), end);
    if (auto appended = appendHere(end); !appended) {
        return appended;
    }
    if (auto synced = syncWritten(); !synced) {
        return synced;
    }
    return startSegment(size);
}

Result<void> Wal::startSegment(std::uint64_t size) {
    const SegmentName name{sequence() + 1, m_last.index.next()};
    auto file = newFile(pathOf(name), std::max(m_options.segmentSize, size));
    if (!file) {
        return file.error();
    }
    std::string head;
    appendFrame(WalHead{m_owner, name.sequence, m_chain, m_hardState, m_start, m_last}, head);
    const std::uint32_t chain = sealFrames(head, 0);
    if (auto written = (*file)->write(0, head); !written) {
        return written;
    }
    if (auto synced = (*file)->sync(); !synced) {
        return synced;
    }
    if (auto synced = m_files.syncDirectory(m_directory); !synced) {
        return synced;
    }
    m_file = std::move(file).value();
    m_segments.push_back({name, name.first});
    m_chain = chain;
    m_offset = kWalSector;
    m_durable = {name.sequence, m_offset};
    return {};
}

/// Of zeros; its name is not durable yet.
Result<std::unique_ptr<File>> Wal::newFile(const std::string& path, std::uint64_t size) {
    const bool hadSpare = std::exchange(m_hasSpare, false);
    if (hadSpare) {
        if (auto renamed = m_files.rename(sparePath(), path); !renamed) {
            return renamed.error();
        }
    }
    auto file = m_files.open(path, hadSpare ? OpenMode::ReadWrite : OpenMode::Create);
    if (!file) {
        return file;
    }
    auto reserved = hadSpare ? (*file)->clear(size) : (*file)->preallocate(0, size);
    return reserved ? std::move(file) : Result<std::unique_ptr<File>>(reserved.error());
}

/// How many of the first segments hold only what is released or replaced.
std::size_t Wal::countReleased() const {
    raft::Index lowest = raft::kMaxIndex.next();
    std::size_t count = m_segments.size();
    while (count > 1) {
        lowest = std::min(lowest, m_segments[count - 1].lowest);
        if (lowest <= m_start.index.next()) {
            return count - 1;
        }
        --count;
    }
    return 0;
}

/// A crash may bring back any of them; the next opening removes them again.
Result<void> Wal::removeReleased() {
    std::size_t count = countReleased();
    if (count == 0) {
        return {};
    }
    if (auto synced = syncWritten(); !synced) {
        return synced;
    }
    for (; count > 0; --count) {
        const std::string path = pathOf(m_segments.front().name);
        const bool isKept = count == 1 && !m_hasSpare && m_pin.use_count() == 1;
        if (auto removed = isKept ? makeSpare(path) : m_files.remove(path); !removed) {
            return removed;
        }
        m_segments.erase(m_segments.begin());
    }
    return m_files.syncDirectory(m_directory);
}

/// To remove a file that is large, and to make another one, can take longer than many syncs: a
/// file system gives space back to the disk, and all that is written waits.
Result<void> Wal::makeSpare(const std::string& path) {
    if (auto renamed = m_files.rename(path, sparePath()); !renamed) {
        return renamed;
    }
    // Before that, a crash could bring zeros back under the name of a segment.
    if (auto synced = m_files.syncDirectory(m_directory); !synced) {
        return synced;
    }
    auto file = m_files.open(sparePath(), OpenMode::ReadWrite);
    if (!file) {
        return file.error();
    }
    if (auto cleared = (*file)->clear(m_options.segmentSize); !cleared) {
        return cleared;
    }
    m_hasSpare = true;
    return (*file)->sync();
}

std::string Wal::sparePath() const {
    return joinPath(m_directory, kWalSpareName);
}

std::string Wal::pathOf(const SegmentName& name) const {
    return joinPath(m_directory, toString(name));
}

}  // namespace quorate::storage
