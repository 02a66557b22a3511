// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/node/transport.h"
#include "engine/raft/message.h"
#include "network/peer/address.h"
#include "network/peer/backoff.h"
#include "network/peer/greeting.h"
#include "network/peer/lease_frames.h"
#include "network/peer/link_faults.h"
#include "network/peer/peer_link.h"
#include "network/peer/peer_listener.h"
#include "network/peer/peer_metrics.h"
#include "network/peer/peer_options.h"
#include "network/peer/peer_server.h"
#include "network/peer/send_queue.h"
#include "network/peer/snapshot_courier.h"
#include "network/peer/snapshot_receiver.h"
#include "network/peer/snapshot_sender.h"

namespace quorate::network {

/// A node's peers, over TCP. It keeps calling each one that has an address, takes calls of any that
/// its listener admits, and sends over what it called, or else over what called: so a member that
/// this node does not know yet gets its answers too.
///
///     send() any number of times, then flush(): one write for each peer
///
/// Urgent messages overtake bulk, queues are bounded, and what cannot be sent is dropped and
/// reported: raft sends again. Snapshots travel beside the messages, a window of pieces at a time.
///
/// Belongs to the thread of the node, which needs an event loop. The listener and the courier must
/// outlive it.
class PeerTransport final : public QObject, public node::Transport, private PeerLink::Owner {
    Q_OBJECT
public:
    PeerTransport(LocalPeer self, const PeerOptions& options, PeerListener& listener,
                  SnapshotCourier& courier, const Random& random, QObject* parent = nullptr);
    ~PeerTransport() override;

    /// Where peers reach this node; see PeerServer::listenOn().
    Result<PeerAddress> listen(const PeerAddress& address);
    /// Whom to keep calling, in place of those before; this node itself is left out. What was sent
    /// to those that are gone leaves first, as far as it can.
    void setPeers(const std::map<raft::NodeId, PeerAddress>& peers);

    /// Queues the message. It leaves with the next flush().
    void send(raft::Message message) override;
    /// Says it to a peer on all connections with it that stand; nowhere where there is none.
    void tell(raft::NodeId peer, PeerStanding standing);
    /// Sends it at once. False where there is no connection that takes it.
    bool ask(raft::NodeId peer, const LeaseQuestion& question);
    bool answer(raft::NodeId peer, const LeaseAnswer& answer);
    /// Writes what is queued, as far as the connections take it. Tells the listener nothing.
    void flush();

    /// It, and no link with it is cut on purpose.
    [[nodiscard]] bool isConnected(raft::NodeId peer) const;
    [[nodiscard]] std::map<raft::NodeId, PeerMetrics> metrics();

    // --- what is wrong on purpose: see LinkFaults. Without it these cost nothing.

    /// A snapshot that is on its way there ends.
    void setCut(raft::NodeId peer, LinkDirection direction, bool isCut);
    void setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules);

    [[nodiscard]] const LocalPeer& self() const noexcept { return m_self; }

private:
    /// A transfer and the connection that it is bound to.
    template <class Transfer>
    struct Bound {
        std::unique_ptr<Transfer> transfer;
        std::uint64_t link{0};
        /// When it was last seen to have made a step.
        std::uint64_t seenSteps{0};
        std::uint64_t seenMs{0};
    };
    struct Peer {
        Peer(raft::NodeId node, const PeerOptions& options)
            : id(node),
              queue({options.maxQueuedMessages, options.maxQueuedBytes}),
              backoff(options.minBackoffMs, options.maxBackoffMs) {}

        raft::NodeId id;
        /// Whoever has none has called, and is not called.
        std::optional<PeerAddress> address;
        SendQueue queue;
        PeerLink* outgoing{nullptr};
        PeerLink* incoming{nullptr};
        Backoff backoff;
        /// When to call, where it has an address and is not being called.
        std::uint64_t callAtMs{0};
        Bound<SnapshotSender> sending;
        Bound<SnapshotReceiver> receiving;
        std::optional<raft::Message> nextSnapshot;
        /// The core knows already that messages are being dropped.
        bool isUnreachableTold{false};
        /// What was logged last about why it cannot be reached.
        std::string trouble;
        PeerMetrics metrics;

        [[nodiscard]] PeerLink* route() const;
    };
    struct HeldLink {
        std::unique_ptr<PeerLink> link;
        bool isLossHandled{false};
    };

    // peer_transport.cpp
    Peer* find(raft::NodeId id);
    Peer& findOrMake(raft::NodeId id);
    void retire(Peer& peer, const std::string& reason);
    void drop(Peer& peer, const raft::Message& message, observe::DropReason reason);
    void tellUnreachable(Peer& peer);
    void flushPeer(Peer& peer);
    void scheduleSettle();
    void settle();
    void later(std::function<void()> report);
    void check();

    // peer_transport_faults.cpp
    LinkFaults& faults();
    /// Whether the message is taken care of.
    bool isFaulty(raft::Message& message);
    [[nodiscard]] bool isCut(raft::NodeId peer, LinkDirection direction) const {
        return m_faults != nullptr && m_faults->isCut(peer, direction);
    }
    void dropSnapshot(const raft::Message& message, observe::DropReason reason);
    void sendNow(raft::Message message);

    // peer_transport_links.cpp
    void linkGreeted(PeerLink& link) override;
    void linkEstablished(PeerLink& link) override;
    void linkReceived(PeerLink& link, Frame frame) override;
    void linkDelivered(PeerLink& link) override;
    void linkWritable(PeerLink& link) override;
    void linkLost(PeerLink& link) override;
    void linkMeasured(PeerLink& link) override;
    [[nodiscard]] std::uint64_t nowNs() const override;
    [[nodiscard]] std::uint64_t nowMs() const { return nowNs() / 1'000'000; }
    PeerLink* findLink(std::uint64_t id);
    void takeCall(qintptr descriptor);
    void callPeers();
    void call(Peer& peer);
    void handleLoss(PeerLink& link);
    void handleLossOf(Peer& peer, const PeerLink& link);
    void takeStanding(PeerLink& link, const Frame& frame);
    bool sayNow(raft::NodeId peer, const std::string& frame);
    void takeLeaseFrame(PeerLink& link, const Frame& frame);
    void takeMessage(PeerLink& link, const Frame& frame);
    void logStranger(const std::string& line);
    void countBytes(Peer& peer);

    // peer_transport_snapshots.cpp
    void startSnapshot(Peer& peer);
    void fillSnapshot(Peer& peer);
    void endSending(Peer& peer, const Result<void>& result);
    void endReceiving(Peer& peer, Result<raft::Message> result);
    void dropTransfers(Peer& peer, std::uint64_t link, const std::string& reason);
    void checkTransfers(Peer& peer, std::uint64_t sleptMs);
    void takeSnapshotFrame(PeerLink& link, Peer& peer, const Frame& frame);
    Result<void> takeSenderFrame(PeerLink& link, Peer& peer, const Frame& frame);
    Result<void> takeReceiverFrame(PeerLink& link, Peer& peer, const Frame& frame);
    void startReceiving(PeerLink& link, Peer& peer, SnapshotStart start);
    void reply(std::uint64_t link, const std::string& frame);

    const LocalPeer m_self;
    const PeerOptions m_options;
    PeerListener& m_listener;
    SnapshotCourier& m_courier;
    Random m_random;
    QElapsedTimer m_clock;
    QTimer m_checkTimer;
    QTimer m_callTimer;
    PeerServer m_server;

    /// Null as long as nothing was ever wrong.
    std::unique_ptr<LinkFaults> m_faults;
    std::map<std::uint64_t, HeldLink> m_links;
    std::map<raft::NodeId, Peer> m_peers;
    std::uint64_t m_lastLink{0};
    SnapshotTicket m_lastTicket{0};
    /// What is to be told, or deleted, from the event loop.
    std::vector<std::function<void()>> m_reports;
    std::vector<std::unique_ptr<SnapshotSender>> m_endedSenders;
    std::vector<std::unique_ptr<SnapshotReceiver>> m_endedReceivers;
    bool m_isSettleScheduled{false};
    /// Messages were handed over, and delivered() was not called yet.
    bool m_hasReceived{false};
    std::uint64_t m_lastCheckMs{0};
    /// Lines about strangers: how many may still be logged, since when, and how many were not.
    std::uint32_t m_strangerLines{0};
    std::uint64_t m_strangerSinceMs{0};
    std::uint64_t m_unloggedStrangers{0};
    /// What is being encoded: its memory is used again.
    std::string m_scratch;
};

}  // namespace quorate::network
