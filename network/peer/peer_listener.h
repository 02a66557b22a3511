// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "engine/base/result.h"
#include "engine/observe/link_events.h"
#include "engine/raft/message.h"
#include "engine/raft/types.h"
#include "network/peer/greeting.h"
#include "network/peer/lease_frames.h"

namespace quorate::network {

enum class LogLevel : std::uint8_t { Info, Warning };

/// How far a snapshot has come.
struct SnapshotProgress {
    raft::NodeId peer;
    bool isIncoming{false};
    raft::Index index;
    /// Taken by the receiver's archive.
    std::uint64_t bytes{0};
    /// 0: not known.
    std::uint64_t totalBytes{0};
};

/// What a PeerTransport tells whoever hosts the node, in its thread and from the event loop: never
/// from within a call to the transport, but for dropped(). All of them may call the transport.
class PeerListener {
public:
    using Admitted = std::function<void(Result<void>)>;

    PeerListener() = default;
    PeerListener(const PeerListener&) = delete;
    PeerListener& operator=(const PeerListener&) = delete;
    virtual ~PeerListener() = default;

    /// For Node::receive(). Its sender is the one that it names, but for a proposal that was passed
    /// on; nothing else was checked.
    virtual void received(raft::Message message) = 0;
    /// All that had arrived together was handed over: the time for Node::pump(). The transport
    /// flushes by itself afterwards.
    virtual void delivered() = 0;
    /// For Node::reportUnreachable(): once for each connection that is lost, attempt that fails,
    /// and run of dropped messages.
    virtual void unreachable(raft::NodeId peer) = 0;
    /// There is no connection with the peer, and nobody listens where it should be: its process is
    /// gone, or not there yet. Told at every attempt.
    virtual void gone(raft::NodeId /*peer*/) {}
    /// For Node::reportSnapshot(): the last snapshot that was sent to the peer is in its archive,
    /// and the message delivered; or it is not.
    virtual void snapshotSent(raft::NodeId peer, bool arrived) = 0;
    virtual void snapshotProgressed(const SnapshotProgress& /*progress*/) {}

    /// Whether the peer may speak to this node from that directory (node::NodeIdentity). The answer
    /// may be given at once or later, in this thread; its error is told to the peer.
    virtual void admit(raft::NodeId peer, std::uint64_t directory, Admitted admitted) = 0;
    /// A connection with it stands.
    virtual void peerMet(raft::NodeId peer, const std::string& name,
                         const std::string& clientUrl) = 0;
    /// A ping came back after so many nanoseconds.
    virtual void roundTripMeasured(raft::NodeId /*peer*/, std::uint64_t /*ns*/) {}
    /// What it says of directories, for Node::peerConfirmed() and Node::rememberedBy().
    virtual void standingTold(raft::NodeId /*peer*/, PeerStanding /*standing*/) {}
    /// A peer takes this node for the leader and asks about a lease: PeerTransport::answer(). It
    /// may go unanswered.
    virtual void leaseAsked(raft::NodeId /*by*/, const LeaseQuestion& /*question*/) {}
    virtual void leaseAnswered(raft::NodeId /*by*/, const LeaseAnswer& /*answer*/) {}
    /// The peer refuses to speak to this node, for this reason. Told at every attempt.
    virtual void turnedAway(raft::NodeId /*by*/, const std::string& /*reason*/) {}

    /// A message that was given to send() will not be sent, or one that came was cut off
    /// (LinkFaults). May come from within send(), to be noted only.
    virtual void dropped(const raft::Message& /*message*/, observe::DropReason /*reason*/) {}

    /// A message that was given to send() stays here for so many nanoseconds first (LinkFaults). As
    /// dropped().
    virtual void delayed(const raft::Message& /*message*/, std::uint64_t /*ns*/) {}

    virtual void log(LogLevel level, const std::string& line) = 0;
};

}  // namespace quorate::network
