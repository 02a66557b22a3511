// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "engine/base/error.h"
#include "engine/node/client_port.h"
#include "engine/node/told_request.h"
#include "engine/observe/event.h"
#include "engine/observe/observer.h"
#include "engine/raft/message.h"

namespace quorate::network {

/// Who hears of what happens in and around a hosted node.
struct Observation {
    /// Null for nobody, which costs nothing. Called in the node's thread; outlives the host.
    observe::Observer* observer{nullptr};
    /// What time it is for the observer: of a clock that all whose events are put together share.
    /// There if an observer is, or may come later; likewise the next one.
    std::function<observe::Moment()> now;
    /// Names operations, each once, of clients that nobody else names.
    std::function<observe::OperationId()> nextOperation;
    /// What brought about the start.
    raft::EventId startCause;
};

/// Tells an Observer what the host of a node knows: of links, clients, the disk, and the end. In
/// the node's thread. Without an Observer each call is one comparison.
class HostWitness {
public:
    /// Clients of the node's own port, which have no names.
    static constexpr std::uint64_t kUnnamedClient = 1'000'000;

    HostWitness(Observation observation, raft::NodeId self)
        : m_observation(std::move(observation)), m_self(self) {}

    /// Null for nobody.
    void setObserver(observe::Observer* observer) noexcept { m_observation.observer = observer; }
    [[nodiscard]] bool isOn() const noexcept { return m_observation.observer != nullptr; }
    [[nodiscard]] observe::Observer* observer() const noexcept { return m_observation.observer; }
    [[nodiscard]] observe::Moment now() const {
        return m_observation.now ? m_observation.now() : observe::Moment();
    }
    [[nodiscard]] raft::EventId startCause() const noexcept { return m_observation.startCause; }

    // --- links. A message of nobody who is observed has no name, and is not told of.

    /// Names it, where the node has not.
    void left(raft::Message& message, raft::Term term);
    void delivered(const raft::Message& message) const;
    void dropped(const raft::Message& message, observe::DropReason reason);
    void delayed(const raft::Message& message, std::uint64_t ns) const;
    /// The last one that left for this peer.
    void snapshotEnded(raft::NodeId peer, bool arrived);

    // --- clients of the node's own port

    node::RequestOrigin invoked(node::ToldRequest request) const;
    void answered(observe::OperationId operation, std::uint64_t revision) const;
    void answered(observe::OperationId operation, const Error& reason) const;

    void synced(const observe::LogSynced& synced) const;
    /// Something that was done to the node.
    void told(observe::Body body) const;
    void stopped(raft::EventId cause) const;
    void killed(raft::EventId cause) const;

private:
    raft::EventId tell(raft::NodeId node, raft::Term term, raft::EventId cause,
                       observe::Body body) const;

    Observation m_observation;
    const raft::NodeId m_self;
    std::map<raft::NodeId, observe::MessageDropped> m_snapshots;
};

}  // namespace quorate::network
