// SPDX-License-Identifier: Apache-2.0
#include "storage/wal/log_replay.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

namespace quorate::storage {

LogReplay::LogReplay(const WalHead& head)
    : m_hardState(head.hardState),
      m_start(head.start),
      m_base(head.last.index),
      m_before(head.last),
      m_lowest(head.last.index.next()) {}

Result<void> LogReplay::continueWith(const WalHead& head) {
    if (head.last != last()) {
        return Error(ErrorCode::Corrupted, "it continues behind entry " +
                                               toString(head.last.index) +
                                               ", but the log ends at " + toString(last().index));
    }
    m_lowest = head.last.index.next();
    return {};
}

Result<void> LogReplay::take(WalRecord record) {
    if (auto* entry = std::get_if<raft::Entry>(&record)) {
        return takeEntry(std::move(*entry));
    }
    if (const auto* state = std::get_if<raft::HardState>(&record)) {
        m_hardState = *state;
    } else if (const auto* snapshot = std::get_if<WalSnapshot>(&record)) {
        takeSnapshot(snapshot->id);
    } else if (const auto* release = std::get_if<WalRelease>(&record)) {
        return takeRelease(release->id);
    }
    return {};
}

Result<void> LogReplay::takeEntry(raft::Entry entry) {
    const raft::Index next = last().index.next();
    if (entry.index > next) {
        return Error(ErrorCode::Corrupted, "entry " + toString(entry.index) +
                                               " follows where entry " + toString(next) +
                                               " must be");
    }
    if (entry.index <= m_start.index) {
        return {};
    }
    m_lowest = std::min(m_lowest, entry.index);
    if (entry.index <= m_base) {
        // It replaces entries of a released segment; those before it were released, too.
        m_entries.clear();
        m_base = entry.index.previous();
    } else {
        m_entries.resize(static_cast<std::size_t>(entry.index - m_base) - 1);
    }
    m_entries.push_back(std::move(entry));
    return {};
}

void LogReplay::takeSnapshot(const raft::EntryId& id) {
    m_entries.clear();
    m_start = m_before = id;
    m_base = id.index;
    // What a snapshot covers is committed.
    m_hardState.commit = std::max(m_hardState.commit, id.index);
    m_lowest = std::min(m_lowest, id.index.next());
}

Result<void> LogReplay::takeRelease(const raft::EntryId& id) {
    if (id.index < m_start.index || id.index > last().index) {
        return Error(ErrorCode::Corrupted,
                     "entries up to " + toString(id.index) + " are released, of those from " +
                         toString(m_start.index) + " to " + toString(last().index));
    }
    m_start = id;
    return {};
}

Result<node::LogDevice::Recovered> LogReplay::finish() {
    if (m_start.index < m_base) {
        return Error(ErrorCode::Corrupted, "the entries from " + toString(m_start.index.next()) +
                                               " to " + toString(m_base) + " are missing");
    }
    const std::uint64_t released =
        std::min<std::uint64_t>(m_start.index - m_base, m_entries.size());
    m_entries.erase(m_entries.begin(), m_entries.begin() + static_cast<std::ptrdiff_t>(released));
    return node::LogDevice::Recovered{m_hardState, m_start, std::move(m_entries)};
}

}  // namespace quorate::storage
