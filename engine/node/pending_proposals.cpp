// SPDX-License-Identifier: Apache-2.0
#include "engine/node/pending_proposals.h"

#include <utility>

namespace quorate::node {

void PendingProposals::add(Pending proposal) {
    proposal.isOpen = true;
    m_bytes += proposal.bytes;
    ++m_openCount;
    m_queue.push_back(proposal);
}

RequestToken PendingProposals::close(Pending& proposal) {
    proposal.isOpen = false;
    m_bytes -= proposal.bytes;
    --m_openCount;
    return proposal.token;
}

void PendingProposals::dropClosed() {
    while (!m_queue.empty() && !m_queue.front().isOpen) {
        m_queue.pop_front();
        ++m_first;
    }
}

std::optional<PendingProposals::Pending> PendingProposals::take(std::uint64_t sequence) {
    if (sequence < m_first || sequence >= nextSequence()) {
        return std::nullopt;
    }
    Pending& found = m_queue[sequence - m_first];
    if (!found.isOpen) {
        return std::nullopt;
    }
    close(found);
    const Pending taken = found;
    dropClosed();
    return taken;
}

std::vector<RequestToken> PendingProposals::takeOverdue(std::uint64_t nowTick) {
    std::vector<RequestToken> overdue;
    for (Pending& proposal : m_queue) {
        if (proposal.deadlineTick > nowTick) {
            break;
        }
        if (proposal.isOpen) {
            overdue.push_back(close(proposal));
        }
    }
    dropClosed();
    return overdue;
}

std::vector<RequestToken> PendingProposals::takeLostWithLeader(raft::NodeId lead) {
    std::vector<RequestToken> lost;
    for (Pending& proposal : m_queue) {
        if (proposal.isOpen && proposal.lead != lead) {
            lost.push_back(close(proposal));
        }
    }
    dropClosed();
    return lost;
}

std::vector<RequestToken> PendingProposals::takeAll() {
    return takeLostWithLeader(raft::kNoNode);
}

}  // namespace quorate::node
