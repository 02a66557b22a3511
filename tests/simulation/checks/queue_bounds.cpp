// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/checks/queue_bounds.h"

#include <algorithm>

namespace quorate::simulation {

namespace {

/// Payloads that this world proposes are smaller, one by one.
constexpr std::uint64_t kLargestPayload = 256;

}  // namespace

void QueueBounds::holds(const raft::Status& status) {
    for (const auto& [id, progress] : status.progress) {
        const raft::Inflights& inflights = progress.inflights();
        if (inflights.count() > m_limits.maxInflightMessages) {
            exceeded(status.id, "appends in flight", inflights.count());
        }
        // The last append may begin below the limit and end above it.
        if (m_limits.maxInflightBytes != raft::kNoLimit &&
            inflights.bytes() >
                m_limits.maxInflightBytes + m_limits.maxMessageSize + kLargestPayload) {
            exceeded(status.id, "bytes in flight", inflights.bytes());
        }
    }
    if (status.pendingReads > m_limits.maxPendingReads) {
        exceeded(status.id, "reads that wait", status.pendingReads);
    }
    if (status.uncommittedSize > std::max(m_limits.maxUncommittedSize, kLargestPayload)) {
        exceeded(status.id, "uncommitted bytes", status.uncommittedSize);
    }
}

void QueueBounds::handsOut(raft::NodeId node, const raft::Ready& ready) {
    const std::uint64_t limit = m_limits.maxCommittedSizePerReady != 0
                                    ? m_limits.maxCommittedSizePerReady
                                    : m_limits.maxMessageSize;
    if (ready.committedEntries.size() > 1 && limitSize(ready.committedEntries) > limit) {
        exceeded(node, "committed bytes in a Ready", limitSize(ready.committedEntries));
    }
}

void QueueBounds::sends(const raft::Message& message) {
    if (message.type == raft::MessageType::App && message.entries.size() > 1 &&
        limitSize(message.entries) > m_limits.maxMessageSize) {
        exceeded(message.from, "bytes in an append", limitSize(message.entries));
    }
}

void QueueBounds::exceeded(raft::NodeId node, const char* what, std::uint64_t size) {
    m_verdict.violated("QueueBounds", "node " + toString(node) + " has " + std::to_string(size) +
                                          " " + what + ", over its limit");
}

}  // namespace quorate::simulation
