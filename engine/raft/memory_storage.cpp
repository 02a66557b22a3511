// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/memory_storage.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace quorate::raft {

namespace {

Error compacted(Index index, Index firstIndex) {
    return {ErrorCode::Compacted, "entry " + toString(index) + " is compacted; the log starts at " +
                                      toString(firstIndex)};
}

Error unavailable(Index index, Index lastIndex) {
    return {ErrorCode::Unavailable,
            "entry " + toString(index) + " does not exist; the log ends at " + toString(lastIndex)};
}

}  // namespace

Result<InitialState> MemoryStorage::initialState() const {
    return InitialState{m_hardState, m_snapshot->metadata.confState};
}

Result<void> MemoryStorage::entries(Index low, Index high, std::uint64_t maxSize,
                                    Entries& out) const {
    if (low < firstIndex()) {
        return compacted(low, firstIndex());
    }
    if (high > lastIndex().next()) {
        return unavailable(high, lastIndex());
    }
    auto at = m_entries.begin() + static_cast<std::ptrdiff_t>(low - firstIndex());
    const auto end = m_entries.begin() + static_cast<std::ptrdiff_t>(high - firstIndex());
    if (maxSize == kNoLimit) {
        out.insert(out.end(), at, end);
        return {};
    }
    std::uint64_t size = 0;
    for (bool first = true; at != end; ++at, first = false) {
        size += limitSize(*at);
        if (!first && size > maxSize) {
            break;
        }
        out.push_back(*at);
    }
    return {};
}

Result<Term> MemoryStorage::term(Index index) const {
    if (index < m_before.index) {
        return compacted(index, firstIndex());
    }
    if (index == m_before.index) {
        return m_before.term;
    }
    if (index > lastIndex()) {
        return unavailable(index, lastIndex());
    }
    return m_entries[index - firstIndex()].term;
}

Result<std::shared_ptr<const Snapshot>> MemoryStorage::snapshot() const {
    return m_snapshot;
}

Result<void> MemoryStorage::append(EntrySpan newEntries) {
    if (newEntries.empty()) {
        return {};
    }
    if (newEntries.front().index > lastIndex().next()) {
        return unavailable(newEntries.front().index.previous(), lastIndex());
    }
    if (newEntries.back().index < firstIndex()) {
        return {};
    }
    if (newEntries.front().index < firstIndex()) {
        newEntries = newEntries.subspan(firstIndex() - newEntries.front().index);
    }
    const auto keep = static_cast<std::ptrdiff_t>(newEntries.front().index - firstIndex());
    m_entries.erase(m_entries.begin() + keep, m_entries.end());
    m_entries.insert(m_entries.end(), newEntries.begin(), newEntries.end());
    return {};
}

Result<void> MemoryStorage::applySnapshot(Snapshot snapshot) {
    if (snapshot.metadata.index <= m_snapshot->metadata.index) {
        return Error(ErrorCode::SnapshotOutOfDate,
                     "snapshot at " + toString(snapshot.metadata.index) +
                         " is not newer than the one at " + toString(m_snapshot->metadata.index));
    }
    m_before = snapshot.id();
    m_entries.clear();
    m_snapshot = std::make_shared<const Snapshot>(std::move(snapshot));
    return {};
}

Result<void> MemoryStorage::createSnapshot(Index index, const ConfState* confState, Bytes data) {
    if (index <= m_snapshot->metadata.index) {
        return Error(ErrorCode::SnapshotOutOfDate,
                     "there is a snapshot at " + toString(m_snapshot->metadata.index) +
                         " already, " + toString(index) + " is older");
    }
    auto termThere = term(index);
    if (!termThere) {
        return termThere.error();
    }
    Snapshot snapshot;
    snapshot.metadata.index = index;
    snapshot.metadata.term = *termThere;
    snapshot.metadata.confState =
        confState != nullptr ? *confState : m_snapshot->metadata.confState;
    snapshot.data = std::move(data);
    m_snapshot = std::make_shared<const Snapshot>(std::move(snapshot));
    return {};
}

Result<void> MemoryStorage::compact(Index index) {
    if (index <= m_before.index) {
        return compacted(index, firstIndex());
    }
    if (index > lastIndex()) {
        return unavailable(index, lastIndex());
    }
    const std::uint64_t count = index - m_before.index;
    m_before = m_entries[count - 1].id();
    m_entries.erase(m_entries.begin(), m_entries.begin() + static_cast<std::ptrdiff_t>(count));
    return {};
}

}  // namespace quorate::raft
