// SPDX-License-Identifier: Apache-2.0
#include "engine/node/pending_proposals.h"

#include <utility>

namespace quorate::node {

void PendingProposals::add(Pending proposal) {
    proposal.isOpen = true;
    proposal.sequence = nextSequence();
    m_bytes += proposal.bytes;
    ++m_openCount;
    m_queue.push_back(proposal);
}

void PendingProposals::close(Pending& proposal) {
    proposal.isOpen = false;
    m_bytes -= proposal.bytes;
    --m_openCount;
}

void PendingProposals::dropClosed() {
    while (!m_queue.empty() && !m_queue.front().isOpen) {
        m_queue.pop_front();
        ++m_first;
    }
}

const PendingProposals::Pending* PendingProposals::find(std::uint64_t sequence) const {
    if (sequence < m_first || sequence >= nextSequence()) {
        return nullptr;
    }
    const Pending& found = m_queue[sequence - m_first];
    return found.isOpen ? &found : nullptr;
}

void PendingProposals::sentTo(raft::NodeId lead, std::uint64_t sequence) {
    for (std::size_t i = sequence - m_first; i < m_queue.size(); ++i) {
        m_queue[i].lead = lead;
    }
}

std::optional<PendingProposals::Pending> PendingProposals::take(std::uint64_t sequence) {
    if (find(sequence) == nullptr) {
        return std::nullopt;
    }
    Pending& found = m_queue[sequence - m_first];
    close(found);
    const Pending taken = found;
    dropClosed();
    return taken;
}

std::vector<PendingProposals::Pending> PendingProposals::takeOverdue(std::uint64_t nowTick) {
    std::vector<Pending> overdue;
    for (Pending& proposal : m_queue) {
        if (proposal.deadlineTick > nowTick) {
            break;
        }
        if (proposal.isOpen) {
            close(proposal);
            overdue.push_back(proposal);
        }
    }
    dropClosed();
    return overdue;
}

std::vector<PendingProposals::Pending> PendingProposals::takeLostWithLeader(raft::NodeId lead) {
    std::vector<Pending> lost;
    for (Pending& proposal : m_queue) {
        if (proposal.isOpen && proposal.lead != lead) {
            close(proposal);
            lost.push_back(proposal);
        }
    }
    dropClosed();
    return lost;
}

std::vector<PendingProposals::Pending> PendingProposals::takeAll() {
    return takeLostWithLeader(raft::kNoNode);
}

}  // namespace quorate::node
