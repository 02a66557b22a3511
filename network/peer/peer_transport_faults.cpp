// SPDX-License-Identifier: Apache-2.0
// What is wrong on purpose with the links of a PeerTransport.
#include <utility>

#include "network/peer/peer_transport.h"

namespace quorate::network {

LinkFaults& PeerTransport::faults() {
    if (m_faults == nullptr) {
        m_faults = std::make_unique<LinkFaults>(Random(m_random.next()),
                                                [this](std::vector<raft::Message> messages) {
                                                    for (raft::Message& message : messages) {
                                                        sendNow(std::move(message));
                                                    }
                                                    flush();
                                                });
    }
    return *m_faults;
}

void PeerTransport::setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules) {
    faults().setRules(peer, std::move(rules));
}

void PeerTransport::setCut(raft::NodeId peer, LinkDirection direction, bool isCut) {
    faults().setCut(peer, direction, isCut);
    Peer* found = find(peer);
    if (!isCut || found == nullptr) {
        return;
    }
    const Error reason(ErrorCode::Unavailable, "the link is cut");
    if (direction == LinkDirection::ToPeer && found->sending.transfer != nullptr) {
        endSending(*found, reason);
    }
    if (direction == LinkDirection::FromPeer && found->receiving.transfer != nullptr) {
        endReceiving(*found, reason);
    }
    scheduleSettle();
}

bool PeerTransport::isFaulty(raft::Message& message) {
    const LinkFaults::Fate fate = m_faults->judge(message);
    if (fate.drop) {
        Peer* peer = find(message.to);
        if (message.type == raft::MessageType::Snap) {
            dropSnapshot(message, *fate.drop);
        } else if (peer == nullptr || *fate.drop == observe::DropReason::Loss) {
            m_listener.dropped(message, *fate.drop);
        } else {
            drop(*peer, message, *fate.drop);
        }
        return true;
    }
    if (fate.delayNs == 0) {
        if (fate.isDoubled) {
            sendNow(message);
        }
        return false;
    }
    m_listener.delayed(message, fate.delayNs);
    if (fate.isDoubled) {
        m_faults->keep(message, fate.dueNs);
    }
    m_faults->keep(std::move(message), fate.dueNs);
    return true;
}

void PeerTransport::dropSnapshot(const raft::Message& message, observe::DropReason reason) {
    m_listener.dropped(message, reason);
    later([this, to = message.to] { m_listener.snapshotSent(to, false); });
}

}  // namespace quorate::network
