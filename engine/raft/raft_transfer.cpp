// SPDX-License-Identifier: Apache-2.0
// Leadership transfer: dissertation §3.10.
#include <utility>

#include "engine/raft/raft.h"

namespace quorate::raft {

void Raft::handleTransferLeader(const Message& message, Progress& to) {
    const NodeId transferee = message.from;
    if (to.isLearner() || transferee == m_leadTransferee) {
        ignore(message, trace::IgnoredBecause::Stale);
        return;
    }
    abortTransfer();
    if (transferee == m_id) {
        return;
    }
    // It has one election timeout; until then no proposals are taken, so that the transferee can
    // catch up.
    m_clock.restartElection();
    m_leadTransferee = transferee;
    m_tracer.emit(m_term, [&] {
        return trace::LeaderTransfer{transferee, trace::TransferStep::Started};
    });
    if (to.match() == m_log.lastIndex()) {
        sendTimeoutNow(transferee);
    } else {
        sendAppend(transferee, to);
    }
}

void Raft::sendTimeoutNow(NodeId to) {
    m_tracer.emit(m_term, [&] {
        return trace::LeaderTransfer{to, trace::TransferStep::TimeoutNowSent};
    });
    m_leaseGivenUp = true;
    Message message;
    message.type = MessageType::TimeoutNow;
    message.to = to;
    send(std::move(message));
}

void Raft::abortTransfer() {
    if (m_leadTransferee == kNoNode) {
        return;
    }
    const NodeId to = std::exchange(m_leadTransferee, kNoNode);
    m_tracer.emit(m_term, [&] { return trace::LeaderTransfer{to, trace::TransferStep::Aborted}; });
}

}  // namespace quorate::raft
