// SPDX-License-Identifier: Apache-2.0
#include "network/host/host_witness.h"

#include <utility>

#include "engine/raft/entry.h"

namespace quorate::network {

namespace {

observe::Link linkOf(const raft::Message& message) {
    return {message.from, message.to};
}

/// About what it takes on the wire.
std::uint64_t bytesOf(const raft::Message& message) {
    constexpr std::uint64_t kFrame = 40;
    return kFrame + message.context.size() + raft::payloadSize(message.entries);
}

}  // namespace

raft::EventId HostWitness::tell(raft::NodeId node, raft::Term term, raft::EventId cause,
                                observe::Body body) const {
    return m_observation.observer->observe({now(), node, term, cause, std::move(body)});
}

void HostWitness::left(raft::Message& message, raft::Term term) {
    if (!isOn()) {
        return;
    }
    const raft::EventId told =
        tell(m_self, term, message.event,
             observe::MessageLeft{linkOf(message), observe::MessageKey{message.event, 0},
                                  message.type, message.term, message.reject, bytesOf(message),
                                  observe::Moment(), message.logTerm, message.index});
    if (message.event == raft::kNoEvent) {
        message.event = told;
    }
    if (message.type == raft::MessageType::Snap) {
        m_snapshots[message.to] = {linkOf(message), observe::MessageKey{message.event, 0},
                                   observe::DropReason::Disconnected};
    }
}

void HostWitness::delivered(const raft::Message& message) const {
    if (isOn() && message.event != raft::kNoEvent) {
        tell(m_self, raft::Term(0), message.event,
             observe::MessageDelivered{linkOf(message), observe::MessageKey{message.event, 0}});
    }
}

void HostWitness::dropped(const raft::Message& message, observe::DropReason reason) {
    if (isOn() && message.event != raft::kNoEvent) {
        tell(message.to, raft::Term(0), message.event,
             observe::MessageDropped{linkOf(message), observe::MessageKey{message.event, 0},
                                     reason});
        if (message.type == raft::MessageType::Snap) {
            m_snapshots.erase(message.to);
        }
    }
}

void HostWitness::delayed(const raft::Message& message, std::uint64_t ns) const {
    if (isOn() && message.event != raft::kNoEvent) {
        tell(m_self, raft::Term(0), message.event,
             observe::MessageDelayed{linkOf(message), observe::MessageKey{message.event, 0},
                                     observe::Moment(now().nanoseconds() + ns)});
    }
}

void HostWitness::snapshotEnded(raft::NodeId peer, bool arrived) {
    const auto snapshot = m_snapshots.extract(peer);
    if (isOn() && !arrived && !snapshot.empty()) {
        tell(peer, raft::Term(0), snapshot.mapped().key.sent, snapshot.mapped());
    }
}

node::RequestOrigin HostWitness::invoked(node::ToldRequest request) const {
    node::RequestOrigin origin;
    origin.operation = m_observation.nextOperation();
    origin.cause = tell(m_self, raft::Term(0), raft::kNoEvent,
                        observe::ClientInvoked{origin.operation, kUnnamedClient, request.kind,
                                               m_self, std::move(request.key), request.valueBytes});
    return origin;
}

void HostWitness::answered(observe::OperationId operation, std::uint64_t revision) const {
    if (isOn()) {
        tell(m_self, raft::Term(0), raft::kNoEvent,
             observe::ClientAnswered{operation, observe::Outcome::Done, ErrorCode::Unknown,
                                     revision});
    }
}

void HostWitness::answered(observe::OperationId operation, const Error& reason) const {
    if (!isOn()) {
        return;
    }
    const bool isKnown = reason.code != ErrorCode::Unknown;
    tell(m_self, raft::Term(0), raft::kNoEvent,
         observe::ClientAnswered{operation,
                                 isKnown ? observe::Outcome::Refused : observe::Outcome::Unknown,
                                 reason.code, 0});
}

void HostWitness::synced(const observe::LogSynced& synced) const {
    if (isOn()) {
        tell(m_self, synced.state.term, raft::kNoEvent, synced);
    }
}

void HostWitness::told(observe::Body body) const {
    if (isOn()) {
        tell(m_self, raft::Term(0), raft::kNoEvent, std::move(body));
    }
}

void HostWitness::stopped(raft::EventId cause) const {
    if (isOn()) {
        tell(m_self, raft::Term(0), cause, observe::NodeStopped());
    }
}

void HostWitness::killed(raft::EventId cause) const {
    if (isOn()) {
        tell(m_self, raft::Term(0), cause, observe::NodeCrashed());
    }
}

}  // namespace quorate::network
