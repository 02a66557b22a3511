// SPDX-License-Identifier: Apache-2.0
#include "network/peer/peer_transport.h"

#include <algorithm>
#include <utility>

namespace quorate::network {

namespace {

/// A quarter of the shortest time that is looked after.
int checkIntervalOf(const PeerOptions& options) {
    const std::uint32_t shortest =
        std::min({options.pingIntervalMs, options.silenceTimeoutMs, options.handshakeTimeoutMs,
                  options.snapshotTimeoutMs});
    return static_cast<int>(std::clamp(shortest / 4, 5U, 1000U));
}

}  // namespace

PeerLink* PeerTransport::Peer::route() const {
    if (outgoing != nullptr && outgoing->isEstablished()) {
        return outgoing;
    }
    return incoming != nullptr && incoming->isEstablished() ? incoming : nullptr;
}

PeerTransport::PeerTransport(LocalPeer self, const PeerOptions& options, PeerListener& listener,
                             SnapshotCourier& courier, const Random& random, QObject* parent)
    : QObject(parent),
      m_self(std::move(self)),
      m_options(options),
      m_listener(listener),
      m_courier(courier),
      m_random(random) {
    m_clock.start();
    m_callTimer.setSingleShot(true);
    m_callTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_callTimer, &QTimer::timeout, this, &PeerTransport::callPeers);
    connect(&m_checkTimer, &QTimer::timeout, this, &PeerTransport::check);
    connect(&m_server, &PeerServer::called, this, &PeerTransport::takeCall);
    m_checkTimer.start(checkIntervalOf(m_options));
}

PeerTransport::~PeerTransport() {
    // Nobody is told any more; sockets that close now would.
    m_server.disconnect(this);
    m_server.close();
    m_peers.clear();
    m_endedSenders.clear();
    m_endedReceivers.clear();
    m_links.clear();
}

Result<PeerAddress> PeerTransport::listen(const PeerAddress& address) {
    return m_server.listenOn(address);
}

PeerTransport::Peer* PeerTransport::find(raft::NodeId id) {
    const auto found = m_peers.find(id);
    return found == m_peers.end() ? nullptr : &found->second;
}

PeerTransport::Peer& PeerTransport::findOrMake(raft::NodeId id) {
    return m_peers.try_emplace(id, id, m_options).first->second;
}

void PeerTransport::setPeers(const std::map<raft::NodeId, PeerAddress>& peers) {
    for (auto it = m_peers.begin(); it != m_peers.end();) {
        Peer& peer = it->second;
        if (peer.address && peers.find(peer.id) == peers.end()) {
            retire(peer, "it is no peer of this node any more");
            it = m_peers.erase(it);
        } else {
            ++it;
        }
    }
    for (const auto& [id, address] : peers) {
        if (id == m_self.node) {
            continue;
        }
        Peer& peer = findOrMake(id);
        if (peer.address == address) {
            continue;
        }
        if (peer.outgoing != nullptr) {
            flushPeer(peer);
            dropTransfers(peer, peer.outgoing->id(), "the address of the peer has changed");
            std::exchange(peer.outgoing, nullptr)->finish("its address has changed");
        }
        peer.address = address;
        peer.backoff.reset();
        peer.trouble.clear();
        peer.callAtMs = nowMs();
    }
    callPeers();
}

/// The peer is deleted after this; its links go when they have written what they hold.
void PeerTransport::retire(Peer& peer, const std::string& reason) {
    flushPeer(peer);
    for (PeerLink* link : {peer.outgoing, peer.incoming}) {
        if (link != nullptr) {
            dropTransfers(peer, link->id(), reason);
            link->finish(reason);
        }
    }
}

void PeerTransport::send(raft::Message message) {
    if (m_faults == nullptr || !isFaulty(message)) [[likely]] {
        sendNow(std::move(message));
    }
}

void PeerTransport::sendNow(raft::Message message) {
    Peer* peer = find(message.to);
    if (peer == nullptr) {
        if (message.type == raft::MessageType::Snap) {
            dropSnapshot(message, observe::DropReason::Disconnected);
        } else {
            m_listener.dropped(message, observe::DropReason::Disconnected);
        }
        return;
    }
    if (message.type == raft::MessageType::Snap) {
        peer->nextSnapshot = std::move(message);
        scheduleSettle();
        return;
    }
    const bool isOnItsWay = peer->outgoing != nullptr && !peer->outgoing->isOver();
    if (peer->route() == nullptr && !isOnItsWay) {
        drop(*peer, message, observe::DropReason::Disconnected);
    } else if (!peer->queue.push(message)) {
        drop(*peer, message, observe::DropReason::QueueFull);
    }
}

void PeerTransport::drop(Peer& peer, const raft::Message& message, observe::DropReason reason) {
    ++peer.metrics.messagesDropped;
    m_listener.dropped(message, reason);
    if (!peer.isUnreachableTold) {
        tellUnreachable(peer);
    }
}

void PeerTransport::tellUnreachable(Peer& peer) {
    peer.isUnreachableTold = true;
    later([this, id = peer.id] { m_listener.unreachable(id); });
}

void PeerTransport::flush() {
    for (auto& [id, peer] : m_peers) {
        if (!peer.queue.empty() || peer.sending.transfer != nullptr) {
            flushPeer(peer);
        }
    }
}

void PeerTransport::flushPeer(Peer& peer) {
    PeerLink* link = peer.route();
    while (link != nullptr && link->isEstablished() && !peer.queue.empty()) {
        const std::size_t unsent = link->unsentBytes();
        const auto room = [unsent](std::size_t limit) {
            return limit > unsent ? limit - unsent : 0;
        };
        m_scratch.clear();
        const auto encoded = peer.queue.encodeInto(m_scratch, room(m_options.maxUnsentBytes),
                                                   room(m_options.maxUnsentBulkBytes));
        peer.metrics.messagesSent += encoded.messages;
        if (encoded.tooLarge > 0) {
            peer.metrics.messagesDropped += encoded.tooLarge;
            later([this, id = peer.id] {
                m_listener.log(LogLevel::Warning,
                               "a message to node " + toString(id) + " is larger than " +
                                   std::to_string(kMaxFrameBody) + " bytes and was dropped");
            });
            tellUnreachable(peer);
        }
        if (m_scratch.empty()) {
            break;
        }
        link->write(m_scratch);
    }
    if (link != nullptr && peer.queue.empty()) {
        peer.isUnreachableTold = false;
    }
    if (!peer.queue.hasUrgent()) {
        fillSnapshot(peer);
    }
}

void PeerTransport::later(std::function<void()> report) {
    m_reports.push_back(std::move(report));
    scheduleSettle();
}

void PeerTransport::scheduleSettle() {
    if (!std::exchange(m_isSettleScheduled, true)) {
        QMetaObject::invokeMethod(this, &PeerTransport::settle, Qt::QueuedConnection);
    }
}

/// What must not happen within other calls: links and transfers are deleted, and the listener hears
/// of them.
void PeerTransport::settle() {
    m_isSettleScheduled = false;
    for (auto& [id, held] : m_links) {
        if (held.link->isOver() && !std::exchange(held.isLossHandled, true)) {
            handleLoss(*held.link);
        }
    }
    for (auto it = m_links.begin(); it != m_links.end();) {
        it = it->second.link->state() == PeerLink::State::Ended ? m_links.erase(it) : std::next(it);
    }
    for (auto it = m_peers.begin(); it != m_peers.end();) {
        Peer& peer = it->second;
        if (peer.nextSnapshot) {
            startSnapshot(peer);
        }
        const bool isGone = !peer.address && peer.incoming == nullptr && peer.outgoing == nullptr;
        it = isGone ? m_peers.erase(it) : std::next(it);
    }
    m_endedSenders.clear();
    m_endedReceivers.clear();
    const auto reports = std::exchange(m_reports, {});
    for (const auto& report : reports) {
        report();
    }
    if (std::exchange(m_hasReceived, false)) {
        m_listener.delivered();
    }
    callPeers();
    flush();
}

void PeerTransport::check() {
    const std::uint64_t now = nowMs();
    // Nobody else is to blame for the time that this process did not run.
    const auto interval = static_cast<std::uint64_t>(m_checkTimer.interval());
    const std::uint64_t since = now - std::exchange(m_lastCheckMs, now);
    const std::uint64_t slept = since > 4 * interval ? since - interval : 0;
    for (auto& [id, held] : m_links) {
        held.link->check(slept);
    }
    for (auto& [id, peer] : m_peers) {
        checkTransfers(peer, slept);
        countBytes(peer);
    }
    if (now >= m_strangerSinceMs + 10'000) {
        if (const auto more = std::exchange(m_unloggedStrangers, 0); more > 0) {
            m_listener.log(LogLevel::Warning,
                           std::to_string(more) + " more connections were turned away since then");
        }
        m_strangerLines = 0;
        m_strangerSinceMs = now;
    }
    scheduleSettle();
}

bool PeerTransport::isConnected(raft::NodeId peer) const {
    const auto found = m_peers.find(peer);
    return found != m_peers.end() && found->second.route() != nullptr &&
           (m_faults == nullptr || !m_faults->isCut(peer));
}

std::map<raft::NodeId, PeerMetrics> PeerTransport::metrics() {
    std::map<raft::NodeId, PeerMetrics> all;
    for (auto& [id, peer] : m_peers) {
        countBytes(peer);
        PeerMetrics metrics = peer.metrics;
        const PeerLink* link = peer.route();
        metrics.connected = link != nullptr;
        metrics.queuedMessages = peer.queue.count();
        metrics.queuedBytes = peer.queue.bytes();
        metrics.unsentBytes = link == nullptr ? 0 : link->unsentBytes();
        metrics.roundTripNs = link == nullptr ? 0 : link->roundTripNs();
        all.emplace(id, metrics);
    }
    return all;
}

}  // namespace quorate::network
