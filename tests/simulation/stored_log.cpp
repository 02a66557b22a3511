// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/stored_log.h"

#include <utility>

#include "engine/base/invariant.h"

namespace quorate::simulation {

using raft::Index;

void StoredLog::append(const raft::Entry& entry) {
    if (entry.index <= m_before.index) {
        return;
    }
    const std::uint64_t place = entry.index - m_before.index - 1;
    QUORATE_INVARIANT(place <= m_entries.size(),
                      "a write leaves a gap before entry " + toString(entry.index));
    m_entries.resize(place);
    m_chains.resize(place);
    m_chains.push_back(chainAfter(m_chains.empty() ? m_chainBefore : m_chains.back(), entry));
    m_entries.push_back(entry);
}

void StoredLog::restore(std::shared_ptr<const raft::Snapshot> snapshot) {
    m_before = snapshot->id();
    m_chainBefore = decodeChain(snapshot->data);
    m_entries.clear();
    m_chains.clear();
    m_snapshot = std::move(snapshot);
}

void StoredLog::compact(Index index) {
    const std::uint64_t count = index - m_before.index;
    if (count == 0) {
        return;
    }
    m_before = m_entries[count - 1].id();
    m_chainBefore = m_chains[count - 1];
    m_entries.erase(m_entries.begin(), m_entries.begin() + static_cast<std::ptrdiff_t>(count));
    m_chains.erase(m_chains.begin(), m_chains.begin() + static_cast<std::ptrdiff_t>(count));
}

bool StoredLog::holds(raft::EntryId id) const noexcept {
    return id.index <= m_before.index ||
           (id.index <= lastIndex() && m_entries[id.index - m_before.index - 1].term == id.term);
}

std::optional<Chain> StoredLog::chainAt(Index index) const noexcept {
    if (index == m_before.index) {
        return m_chainBefore;
    }
    if (index < m_before.index || index > lastIndex()) {
        return std::nullopt;
    }
    return m_chains[index - m_before.index - 1];
}

}  // namespace quorate::simulation
