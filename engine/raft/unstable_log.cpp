// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/unstable_log.h"

#include <algorithm>
#include <utility>

#include "engine/base/invariant.h"

namespace quorate::raft {

namespace {

/// A buffer that grew beyond this is given back once it is empty.
constexpr std::size_t kKeptCapacity = 4096;

}  // namespace

EntrySpan UnstableLog::nextEntries() const noexcept {
    return entries().subspan(m_offsetInProgress - m_offset);
}

std::shared_ptr<const Snapshot> UnstableLog::nextSnapshot() const noexcept {
    return hasNextSnapshot() ? m_snapshot : nullptr;
}

void UnstableLog::acceptInProgress() noexcept {
    m_offsetInProgress = end();
    m_snapshotInProgress = m_snapshot != nullptr;
}

bool UnstableLog::stableTo(EntryId id) {
    // An index before the offset can still answer maybeTerm, through the snapshot: that one is
    // confirmed by stableSnapshotTo.
    if (id.index < m_offset || maybeTerm(id.index) != id.term) {
        return false;
    }
    dropFront(id.index.next() - m_offset);
    m_offset = id.index.next();
    m_offsetInProgress = std::max(m_offsetInProgress, m_offset);
    return true;
}

void UnstableLog::stableSnapshotTo(Index index) noexcept {
    if (m_snapshot != nullptr && m_snapshot->metadata.index == index) {
        m_snapshot.reset();
        m_snapshotInProgress = false;
    }
}

void UnstableLog::restore(std::shared_ptr<const Snapshot> snapshot) {
    m_offset = snapshot->metadata.index.next();
    m_offsetInProgress = m_offset;
    m_entries.clear();
    m_begin = 0;
    m_snapshot = std::move(snapshot);
    m_snapshotInProgress = false;
    ++m_version;
}

void UnstableLog::truncateAndAppend(EntrySpan newEntries) {
    const Index from = newEntries.front().index;
    QUORATE_INVARIANT(from <= end(), "entries from " + toString(from) +
                                         " leave a gap after the end at " + toString(end()));
    if (from < m_offsetInProgress) {
        ++m_version;
    }
    if (from <= m_offset) {
        // Everything here is replaced, and perhaps what storage holds before it.
        m_entries.clear();
        m_begin = 0;
        m_offset = from;
        m_offsetInProgress = from;
    } else if (from < end()) {
        m_entries.resize(m_begin + (from - m_offset));
        m_offsetInProgress = std::min(m_offsetInProgress, from);
    }
    m_entries.insert(m_entries.end(), newEntries.begin(), newEntries.end());
}

EntrySpan UnstableLog::slice(Index low, Index high) const {
    QUORATE_INVARIANT(low <= high && low >= m_offset && high <= end(),
                      "[" + toString(low) + ", " + toString(high) + ") is not within [" +
                          toString(m_offset) + ", " + toString(end()) + ")");
    return entries().subspan(low - m_offset, high - low);
}

void UnstableLog::dropFront(std::size_t count) {
    // The payloads are let go at once, the places later.
    for (std::size_t i = 0; i < count; ++i) {
        m_entries[m_begin + i].data = Bytes();
    }
    m_begin += count;
    if (m_begin == m_entries.size()) {
        m_begin = 0;
        if (m_entries.capacity() > kKeptCapacity) {
            m_entries = Entries();
        } else {
            m_entries.clear();
        }
    } else if (m_begin > m_entries.size() / 2) {
        m_entries.erase(m_entries.begin(),
                        m_entries.begin() + static_cast<std::ptrdiff_t>(m_begin));
        m_begin = 0;
    }
}

}  // namespace quorate::raft
