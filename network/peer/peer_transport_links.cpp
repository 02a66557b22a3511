// SPDX-License-Identifier: Apache-2.0
// The connections of a PeerTransport: who calls, who is let in, what comes, and how they end.
#include <QPointer>

#include <algorithm>
#include <utility>

#include "engine/raft/codec.h"
#include "network/peer/peer_transport.h"

namespace quorate::network {

namespace {

/// In ten seconds.
constexpr std::uint32_t kMaxStrangerLines = 10;

}  // namespace

std::uint64_t PeerTransport::nowNs() const {
    return static_cast<std::uint64_t>(m_clock.nsecsElapsed());
}

PeerLink* PeerTransport::findLink(std::uint64_t id) {
    const auto found = m_links.find(id);
    return found == m_links.end() ? nullptr : found->second.link.get();
}

void PeerTransport::takeCall(qintptr descriptor) {
    std::size_t incoming = 0;
    std::size_t strangers = 0;
    for (const auto& [id, held] : m_links) {
        incoming += held.link->isOutgoing() ? 0U : 1U;
        strangers += held.link->isOutgoing() || held.link->isEstablished() ? 0U : 1U;
    }
    const std::uint64_t id = ++m_lastLink;
    auto link =
        std::make_unique<PeerLink>(id, static_cast<Owner&>(*this), m_self, m_options, descriptor);
    if (incoming >= m_options.maxIncomingConnections || strangers >= m_options.maxStrangers) {
        link->fail("there are too many connections");
    }
    m_links[id].link = std::move(link);
}

/// Calls those that it is time for, and sets the timer for the next one.
void PeerTransport::callPeers() {
    const std::uint64_t now = nowMs();
    std::optional<std::uint64_t> next;
    for (auto& [id, peer] : m_peers) {
        if (!peer.address || peer.outgoing != nullptr) {
            continue;
        }
        if (peer.callAtMs <= now) {
            call(peer);
        } else {
            next = std::min(next.value_or(peer.callAtMs), peer.callAtMs);
        }
    }
    if (next) {
        m_callTimer.start(static_cast<int>(*next - now));
    } else {
        m_callTimer.stop();
    }
}

void PeerTransport::call(Peer& peer) {
    const std::uint64_t id = ++m_lastLink;
    auto link = std::make_unique<PeerLink>(id, static_cast<Owner&>(*this), m_self, m_options,
                                           peer.id, *peer.address);
    peer.outgoing = link.get();
    m_links[id].link = std::move(link);
}

void PeerTransport::linkGreeted(PeerLink& link) {
    m_listener.admit(link.peer(), link.greeting()->directory,
                     [self = QPointer<PeerTransport>(this), id = link.id()](Result<void> admitted) {
                         PeerLink* asked = self ? self->findLink(id) : nullptr;
                         if (asked == nullptr) {
                             return;
                         }
                         if (admitted) {
                             asked->admit();
                         } else {
                             asked->refuse(admitted.error().message);
                         }
                     });
}

void PeerTransport::linkEstablished(PeerLink& link) {
    Peer& peer = findOrMake(link.peer());
    for (PeerLink* other : {peer.outgoing, peer.incoming}) {
        if (other != nullptr && other != &link && other->isEstablished() &&
            other->greeting()->directory != link.greeting()->directory) {
            other->fail("it came with another data directory");
        }
    }
    const bool isNews = peer.route() == nullptr || peer.route() == &link;
    if (!link.isOutgoing()) {
        if (PeerLink* before = std::exchange(peer.incoming, &link); before != nullptr) {
            countBytes(peer);
            dropTransfers(peer, before->id(), "the peer connected anew");
            before->fail("the peer connected anew");
        }
        // It is there: no need to wait.
        peer.callAtMs = nowMs();
        scheduleSettle();
    }
    peer.backoff.reset();
    peer.isUnreachableTold = false;
    peer.trouble.clear();
    ++peer.metrics.connections;
    const Greeting& greeting = *link.greeting();
    later([this, isNews, where = link.where(), greeting] {
        if (isNews) {
            m_listener.log(LogLevel::Info,
                           "connected with node " + toString(greeting.from) +
                               (greeting.name.empty() ? "" : " (" + greeting.name + ")") + " at " +
                               where);
        }
        m_listener.peerMet(greeting.from, greeting.name, greeting.clientUrl);
    });
    flushPeer(peer);
}

void PeerTransport::linkReceived(PeerLink& link, Frame frame) {
    Peer* peer = find(link.peer());
    if (peer == nullptr) {
        return;
    }
    if (frame.type == FrameType::Message) {
        takeMessage(link, frame);
    } else if (frame.type == FrameType::Standing) {
        takeStanding(link, frame);
    } else if (frame.type == FrameType::LeaseQuestion || frame.type == FrameType::LeaseAnswer) {
        takeLeaseFrame(link, frame);
    } else {
        takeSnapshotFrame(link, *peer, frame);
    }
}

void PeerTransport::tell(raft::NodeId peer, PeerStanding standing) {
    Peer* found = find(peer);
    std::string out;
    const std::size_t begin = beginFrame(out);
    encode(standing, out);
    if (found == nullptr || !endFrame(out, begin, FrameType::Standing)) {
        return;
    }
    for (PeerLink* link : {found->outgoing, found->incoming}) {
        if (link != nullptr) {
            link->write(out);
        }
    }
}

void PeerTransport::takeStanding(PeerLink& link, const Frame& frame) {
    if (const auto standing = decodeStanding(frame.body)) {
        m_listener.standingTold(link.peer(), *standing);
    } else {
        link.fail("what it says of directories cannot be read: " + standing.error().message);
    }
}

bool PeerTransport::ask(raft::NodeId peer, const LeaseQuestion& question) {
    std::string frame;
    appendFrame(question, frame);
    return sayNow(peer, frame);
}

bool PeerTransport::answer(raft::NodeId peer, const LeaseAnswer& answer) {
    std::string frame;
    appendFrame(answer, frame);
    return sayNow(peer, frame);
}

bool PeerTransport::sayNow(raft::NodeId peer, const std::string& frame) {
    const Peer* found = find(peer);
    PeerLink* link = found == nullptr ? nullptr : found->route();
    // Whoever does not read gets no answers either, and those who ask wait no longer than they do.
    if (link == nullptr || !link->isEstablished() || isCut(peer, LinkDirection::ToPeer) ||
        link->unsentBytes() > 2 * m_options.maxUnsentBytes) {
        return false;
    }
    link->write(frame);
    return true;
}

void PeerTransport::takeLeaseFrame(PeerLink& link, const Frame& frame) {
    const auto unreadable = [&link](const Error& error) {
        link.fail("what it says of a lease cannot be read: " + error.message);
    };
    if (isCut(link.peer(), LinkDirection::FromPeer)) {
        return;
    }
    if (frame.type == FrameType::LeaseQuestion) {
        const auto question = decodeLeaseQuestion(frame.body);
        question ? m_listener.leaseAsked(link.peer(), *question) : unreadable(question.error());
    } else {
        const auto answer = decodeLeaseAnswer(frame.body);
        answer ? m_listener.leaseAnswered(link.peer(), *answer) : unreadable(answer.error());
    }
}

void PeerTransport::takeMessage(PeerLink& link, const Frame& frame) {
    auto message = raft::decodeMessage(frame.body);
    if (!message) {
        link.fail("a message cannot be read: " + message.error().message);
        return;
    }
    // A proposal that was passed on keeps the name of who made it.
    const bool isPassedOn = message->type == raft::MessageType::Prop;
    if ((message->from != link.peer() && !isPassedOn) || message->to != m_self.node) {
        link.fail("it sends a message from node " + toString(message->from) + " to node " +
                  toString(message->to));
        return;
    }
    if (message->type == raft::MessageType::Snap) {
        link.fail("it announces a snapshot without sending it");
        return;
    }
    ++find(link.peer())->metrics.messagesReceived;
    if (isCut(link.peer(), LinkDirection::FromPeer)) {
        m_listener.dropped(*message, observe::DropReason::LinkCut);
        return;
    }
    m_hasReceived = true;
    m_listener.received(std::move(*message));
}

void PeerTransport::linkDelivered(PeerLink& /*link*/) {
    if (std::exchange(m_hasReceived, false)) {
        m_listener.delivered();
        flush();
    }
}

void PeerTransport::linkWritable(PeerLink& link) {
    if (Peer* peer = find(link.peer()); peer != nullptr) {
        flushPeer(*peer);
    }
}

void PeerTransport::linkMeasured(PeerLink& link) {
    m_listener.roundTripMeasured(link.peer(), link.roundTripNs());
}

void PeerTransport::linkLost(PeerLink& /*link*/) {
    scheduleSettle();
}

void PeerTransport::handleLoss(PeerLink& link) {
    Peer* peer = find(link.peer());
    if (peer != nullptr && (peer->outgoing == &link || peer->incoming == &link)) {
        handleLossOf(*peer, link);
    } else if (!link.isOutgoing() && !link.wasEstablished()) {
        logStranger("a connection from " + link.where() + " was turned away: " + link.reason());
    }
}

void PeerTransport::handleLossOf(Peer& peer, const PeerLink& link) {
    countBytes(peer);
    dropTransfers(peer, link.id(), link.reason());
    const std::string name = "node " + toString(peer.id) + " at " + link.where();
    std::string line;
    if (peer.outgoing == &link) {
        peer.outgoing = nullptr;
        if (link.wasRefusedByPeer()) {
            peer.backoff.slowDown();
            line = name + " turns this node away: " + link.reason();
            later([this, id = peer.id, reason = link.reason()] {
                m_listener.turnedAway(id, reason);
            });
        } else if (link.wasEstablished()) {
            line = "lost the connection with " + name + ": " + link.reason();
        } else {
            ++peer.metrics.failedAttempts;
            line = "cannot reach " + name + ": " + link.reason() + ". Trying again";
        }
        peer.callAtMs = nowMs() + peer.backoff.next(m_random);
    } else {
        peer.incoming = nullptr;
        line = "lost the connection from " + name + ": " + link.reason();
    }
    if (peer.route() != nullptr) {
        return;
    }
    if (peer.trouble != line) {
        peer.trouble = line;
        later([this, line] { m_listener.log(LogLevel::Warning, line); });
    }
    peer.metrics.messagesDropped += peer.queue.count();
    peer.queue.clear([this](const raft::Message& message) {
        m_listener.dropped(message, observe::DropReason::Disconnected);
    });
    tellUnreachable(peer);
    if (link.wasNobodyThere()) {
        later([this, id = peer.id] { m_listener.gone(id); });
    }
}

void PeerTransport::logStranger(const std::string& line) {
    if (m_strangerLines >= kMaxStrangerLines) {
        ++m_unloggedStrangers;
        return;
    }
    ++m_strangerLines;
    later([this, line] { m_listener.log(LogLevel::Warning, line); });
}

void PeerTransport::countBytes(Peer& peer) {
    for (PeerLink* link : {peer.outgoing, peer.incoming}) {
        if (link != nullptr) {
            peer.metrics.bytesReceived += link->takeBytesReceived();
            peer.metrics.bytesSent += link->takeBytesSent();
        }
    }
}

}  // namespace quorate::network
