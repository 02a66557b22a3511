// SPDX-License-Identifier: Apache-2.0
// The snapshots of a PeerTransport: they are bound to the connection on which they began.
#include <utility>

#include "network/peer/peer_transport.h"
#include "network/peer/snapshot_frames.h"

namespace quorate::network {

void PeerTransport::startSnapshot(Peer& peer) {
    raft::Message message = std::move(*peer.nextSnapshot);
    peer.nextSnapshot.reset();
    PeerLink* link = peer.route();
    if (link == nullptr || message.snapshot == nullptr || isCut(peer.id, LinkDirection::ToPeer)) {
        later([this, id = peer.id] { m_listener.snapshotSent(id, false); });
        return;
    }
    if (auto& sender = peer.sending.transfer; sender != nullptr) {
        if (sender->takeMessage(message)) {
            return;
        }
        // The core asks for another one now, and hears of that one only.
        std::string frame;
        appendFrame(SnapshotFailure{sender->ticket(), "another one takes its place"},
                    FrameType::SnapshotAbort, frame);
        reply(peer.sending.link, frame);
        m_endedSenders.push_back(std::move(sender));
    }
    const raft::NodeId id = peer.id;
    const SnapshotTicket ticket = ++m_lastTicket;
    // The one that these are about: not one that took its place.
    const auto withSender = [this, id, ticket](const auto& act) {
        Peer* with = find(id);
        if (with != nullptr && with->sending.transfer != nullptr &&
            with->sending.transfer->ticket() == ticket) {
            act(*with);
        }
    };
    SnapshotSender::Callbacks callbacks;
    callbacks.ready = [this, withSender] { withSender([this](Peer& with) { flushPeer(with); }); };
    callbacks.finished = [this, withSender](const Result<void>& result) {
        withSender([this, &result](Peer& with) { endSending(with, result); });
    };
    peer.sending.link = link->id();
    peer.sending.seenSteps = 0;
    peer.sending.seenMs = nowMs();
    peer.sending.transfer = std::make_unique<SnapshotSender>(ticket, std::move(message), m_courier,
                                                             m_options, std::move(callbacks));
}

void PeerTransport::fillSnapshot(Peer& peer) {
    PeerLink* link = peer.sending.transfer == nullptr ? nullptr : findLink(peer.sending.link);
    while (link != nullptr && link->isEstablished() &&
           link->unsentBytes() < m_options.maxUnsentBulkBytes) {
        m_scratch.clear();
        peer.sending.transfer->fill(m_scratch, m_options.maxUnsentBulkBytes - link->unsentBytes());
        if (m_scratch.empty()) {
            return;
        }
        link->write(m_scratch);
    }
}

void PeerTransport::endSending(Peer& peer, const Result<void>& result) {
    const std::unique_ptr<SnapshotSender>& sender =
        m_endedSenders.emplace_back(std::move(peer.sending.transfer));
    if (!result) {
        std::string frame;
        appendFrame(SnapshotFailure{sender->ticket(), result.error().message},
                    FrameType::SnapshotAbort, frame);
        reply(peer.sending.link, frame);
    }
    const std::string name = "the snapshot at entry " +
                             toString(sender->message().snapshot->metadata.index) + " to node " +
                             toString(peer.id);
    later([this, id = peer.id, name, result] {
        m_listener.log(
            result ? LogLevel::Info : LogLevel::Warning,
            result ? name + " has arrived" : name + " has not arrived: " + result.error().message);
        m_listener.snapshotSent(id, result.has_value());
    });
}

void PeerTransport::endReceiving(Peer& peer, Result<raft::Message> result) {
    const std::unique_ptr<SnapshotReceiver>& receiver =
        m_endedReceivers.emplace_back(std::move(peer.receiving.transfer));
    if (result && (result->from != peer.id || result->to != m_self.node)) {
        result = Error(ErrorCode::Malformed, "its message is not of this peer to this node");
    }
    const std::string name = "the snapshot at entry " + toString(receiver->metadata().index) +
                             " from node " + toString(peer.id);
    const bool arrived = result.has_value();
    const std::string why = arrived ? std::string() : result.error().message;
    later([this, name, arrived, why] {
        m_listener.log(arrived ? LogLevel::Info : LogLevel::Warning,
                       arrived ? name + " is here" : name + " has not arrived: " + why);
    });
    std::string frame;
    if (!arrived) {
        appendFrame(SnapshotFailure{receiver->transfer(), why}, FrameType::SnapshotRefused, frame);
        reply(peer.receiving.link, frame);
        return;
    }
    appendStored(receiver->transfer(), frame);
    const std::uint64_t link = peer.receiving.link;
    ++peer.metrics.messagesReceived;
    // The sender hears of it when the node has.
    m_hasReceived = true;
    scheduleSettle();
    m_listener.received(std::move(*result));
    reply(link, frame);
}

void PeerTransport::dropTransfers(Peer& peer, std::uint64_t link, const std::string& reason) {
    if (peer.sending.transfer != nullptr && peer.sending.link == link) {
        endSending(peer, Error(ErrorCode::Unavailable, reason));
    }
    if (peer.receiving.transfer != nullptr && peer.receiving.link == link) {
        endReceiving(peer, Error(ErrorCode::Unavailable, reason));
    }
}

void PeerTransport::checkTransfers(Peer& peer, std::uint64_t sleptMs) {
    const std::uint64_t now = nowMs();
    const auto isStuck = [this, now, sleptMs](auto& bound) {
        if (bound.transfer == nullptr) {
            return false;
        }
        bound.seenMs += sleptMs;
        if (bound.transfer->steps() != bound.seenSteps) {
            bound.seenSteps = bound.transfer->steps();
            bound.seenMs = now;
        }
        return now >= bound.seenMs + m_options.snapshotTimeoutMs;
    };
    const Error reason(ErrorCode::Unavailable, "it makes no progress");
    if (isStuck(peer.sending)) {
        endSending(peer, reason);
    }
    if (isStuck(peer.receiving)) {
        endReceiving(peer, reason);
    }
}

void PeerTransport::takeSnapshotFrame(PeerLink& link, Peer& peer, const Frame& frame) {
    const bool isOfSender = frame.type <= FrameType::SnapshotAbort;
    const auto taken =
        isOfSender ? takeSenderFrame(link, peer, frame) : takeReceiverFrame(link, peer, frame);
    if (!taken) {
        link.fail("a frame of a snapshot cannot be read: " + taken.error().message);
    }
}

/// What the sender of a snapshot says to its receiver. Frames of a transfer that is over here are
/// still on their way, and ignored.
Result<void> PeerTransport::takeSenderFrame(PeerLink& link, Peer& peer, const Frame& frame) {
    const auto receiver = [&link, &peer](std::uint64_t transfer) {
        const auto& bound = peer.receiving;
        const bool isIt = bound.transfer != nullptr && bound.link == link.id() &&
                          bound.transfer->transfer() == transfer;
        return isIt ? bound.transfer.get() : nullptr;
    };
    if (frame.type == FrameType::SnapshotStart) {
        auto start = decodeSnapshotStart(frame.body);
        if (!start) {
            return start.error();
        }
        startReceiving(link, peer, std::move(*start));
    } else if (frame.type == FrameType::SnapshotPiece) {
        auto piece = decodeSnapshotPiece(frame.body);
        if (!piece) {
            return piece.error();
        }
        if (auto* to = receiver(piece->transfer); to != nullptr) {
            peer.metrics.snapshotBytesReceived += piece->bytes.size();
            to->take(std::move(*piece));
        }
    } else if (frame.type == FrameType::SnapshotEnd) {
        auto end = decodeSnapshotEnd(frame.body);
        if (!end) {
            return end.error();
        }
        if (auto* to = receiver(end->transfer); to != nullptr) {
            to->end(std::move(*end));
        }
    } else {
        const auto failure = decodeSnapshotFailure(frame.body);
        if (!failure) {
            return failure.error();
        }
        if (auto* to = receiver(failure->transfer); to != nullptr) {
            to->aborted(failure->reason);
        }
    }
    return {};
}

void PeerTransport::startReceiving(PeerLink& link, Peer& peer, SnapshotStart start) {
    auto& bound = peer.receiving;
    if (isCut(peer.id, LinkDirection::FromPeer)) {
        std::string frame;
        appendFrame(SnapshotFailure{start.transfer, "the link is cut"}, FrameType::SnapshotRefused,
                    frame);
        reply(link.id(), frame);
        return;
    }
    if (bound.transfer != nullptr) {
        if (bound.link != link.id()) {
            std::string frame;
            appendFrame(SnapshotFailure{start.transfer, "another snapshot is on its way"},
                        FrameType::SnapshotRefused, frame);
            reply(link.id(), frame);
            return;
        }
        m_endedReceivers.push_back(std::move(bound.transfer));
        scheduleSettle();
    }
    const raft::NodeId id = peer.id;
    const SnapshotTicket ticket = ++m_lastTicket;
    const auto withReceiver = [this, id, ticket](const auto& act) {
        Peer* with = find(id);
        if (with != nullptr && with->receiving.transfer != nullptr &&
            with->receiving.transfer->ticket() == ticket) {
            act(*with);
        }
    };
    SnapshotReceiver::Callbacks callbacks;
    callbacks.taken = [this, withReceiver](std::uint64_t bytes) {
        withReceiver([this, bytes](Peer& with) {
            const SnapshotReceiver& receiver = *with.receiving.transfer;
            std::string frame;
            appendFrame(SnapshotTaken{receiver.transfer(), bytes}, frame);
            reply(with.receiving.link, frame);
            m_listener.snapshotProgressed(
                {with.id, true, receiver.metadata().index, bytes, receiver.totalBytes()});
        });
    };
    callbacks.finished = [this, withReceiver](Result<raft::Message> result) {
        withReceiver([this, &result](Peer& with) { endReceiving(with, std::move(result)); });
    };
    bound.link = link.id();
    bound.seenSteps = 0;
    bound.seenMs = nowMs();
    bound.transfer = std::make_unique<SnapshotReceiver>(ticket, std::move(start), m_courier,
                                                        m_options, std::move(callbacks));
}

/// What the receiver of a snapshot says to its sender.
Result<void> PeerTransport::takeReceiverFrame(PeerLink& link, Peer& peer, const Frame& frame) {
    const auto sender = [&link, &peer](std::uint64_t transfer) {
        const auto& bound = peer.sending;
        const bool isIt = bound.transfer != nullptr && bound.link == link.id() &&
                          bound.transfer->ticket() == transfer;
        return isIt ? bound.transfer.get() : nullptr;
    };
    if (frame.type == FrameType::SnapshotTaken) {
        const auto taken = decodeSnapshotTaken(frame.body);
        if (!taken) {
            return taken.error();
        }
        if (auto* of = sender(taken->transfer); of != nullptr) {
            const std::uint64_t before = of->bytesTaken();
            const SnapshotProgress progress{peer.id, false, of->message().snapshot->metadata.index,
                                            taken->bytes, of->totalBytes()};
            of->taken(taken->bytes);
            if (taken->bytes > before) {
                peer.metrics.snapshotBytesSent += taken->bytes - before;
                m_listener.snapshotProgressed(progress);
            }
        }
    } else if (frame.type == FrameType::SnapshotStored) {
        const auto transfer = decodeSnapshotStored(frame.body);
        if (!transfer) {
            return transfer.error();
        }
        if (auto* of = sender(*transfer); of != nullptr) {
            of->stored();
        }
    } else {
        const auto failure = decodeSnapshotFailure(frame.body);
        if (!failure) {
            return failure.error();
        }
        if (auto* of = sender(failure->transfer); of != nullptr) {
            of->refused(failure->reason);
        }
    }
    return {};
}

void PeerTransport::reply(std::uint64_t link, const std::string& frame) {
    PeerLink* to = findLink(link);
    if (to == nullptr || !to->isEstablished()) {
        return;
    }
    if (to->unsentBytes() > 2 * m_options.maxUnsentBytes) {
        to->fail("it does not read what it is sent");
        return;
    }
    to->write(frame);
}

}  // namespace quorate::network
