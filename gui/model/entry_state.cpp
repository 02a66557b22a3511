// SPDX-License-Identifier: Apache-2.0
#include "gui/model/entry_state.h"

#include <algorithm>

namespace quorate::gui {

using raft::Index;

DurabilityBounds::DurabilityBounds(const observe::LogState& log)
    : m_stableEnd(std::min(log.unstableOffset, log.entries.end())),
      m_writtenEnd(std::clamp(log.offsetInProgress, m_stableEnd, log.entries.end())),
      m_end(log.entries.end()) {
    m_committedEnd = std::min(log.committed.next(), m_stableEnd);
    m_appliedEnd = std::min(log.applied.next(), m_committedEnd);
}

Durability DurabilityBounds::at(Index index) const noexcept {
    if (index < m_appliedEnd) {
        return Durability::Applied;
    }
    if (index < m_committedEnd) {
        return Durability::Committed;
    }
    if (index < m_stableEnd) {
        return Durability::Stable;
    }
    return index < m_writtenEnd ? Durability::InProgress : Durability::Unstable;
}

Index DurabilityBounds::endOfRun(Index index) const noexcept {
    for (const Index bound : {m_appliedEnd, m_committedEnd, m_stableEnd, m_writtenEnd}) {
        if (index < bound) {
            return bound;
        }
    }
    return m_end;
}

const observe::NodeState* leaderOf(const observe::ClusterState& state) {
    const observe::NodeState* leader = nullptr;
    for (std::size_t place = 0; place < state.nodeCount(); ++place) {
        const observe::NodeState& node = state.nodeAt(place);
        const bool isRunning = node.condition == observe::NodeCondition::Up ||
                               node.condition == observe::NodeCondition::Paused;
        if (isRunning && node.role == raft::Role::Leader &&
            (leader == nullptr || leader->term < node.term)) {
            leader = &node;
        }
    }
    return leader;
}

std::optional<Index> firstConflict(const observe::LogState& log, const observe::LogState& leader) {
    Index low = std::max(log.first(), leader.first());
    const Index end = std::min(log.entries.end(), leader.entries.end());
    Index high = std::max(low, end);
    // Logs with the same entry at one index are the same before it (§5.3), so it can be searched.
    while (low < high) {
        const Index middle = low + (high - low) / 2;
        if (log.term(middle) == leader.term(middle)) {
            low = middle.next();
        } else {
            high = middle;
        }
    }
    return low < end ? std::optional<Index>(low) : std::nullopt;
}

}  // namespace quorate::gui
