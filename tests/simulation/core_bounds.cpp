// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/core_bounds.h"

#include <algorithm>

namespace quorate::simulation {

namespace {

/// Payloads that this world proposes are smaller, one by one.
constexpr std::uint64_t kLargestPayload = 256;

}  // namespace

void CoreBounds::holds(const raft::Status& status) {
    for (const auto& [id, progress] : status.progress) {
        const raft::Inflights& inflights = progress.inflights();
        m_rule.holds(status.id, "appends in flight", inflights.count(),
                     m_limits.maxInflightMessages);
        // The last append may begin below the limit and end above it.
        if (m_limits.maxInflightBytes != raft::kNoLimit) {
            m_rule.holds(status.id, "bytes in flight", inflights.bytes(),
                         m_limits.maxInflightBytes + m_limits.maxMessageSize + kLargestPayload);
        }
    }
    m_rule.holds(status.id, "reads that wait", status.pendingReads, m_limits.maxPendingReads);
    m_rule.holds(status.id, "uncommitted bytes", status.uncommittedSize,
                 std::max(m_limits.maxUncommittedSize, kLargestPayload));
}

void CoreBounds::handsOut(raft::NodeId node, const raft::Ready& ready) {
    const std::uint64_t limit = m_limits.maxCommittedSizePerReady != 0
                                    ? m_limits.maxCommittedSizePerReady
                                    : m_limits.maxMessageSize;
    if (ready.committedEntries.size() > 1) {
        m_rule.holds(node, "committed bytes in a Ready", limitSize(ready.committedEntries), limit);
    }
}

void CoreBounds::sends(const raft::Message& message) {
    if (message.type == raft::MessageType::App && message.entries.size() > 1) {
        m_rule.holds(message.from, "bytes in an append", limitSize(message.entries),
                     m_limits.maxMessageSize);
    }
}

}  // namespace quorate::simulation
