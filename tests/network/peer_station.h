// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "network/peer/peer_transport.h"
#include "tests/network/fake_courier.h"

namespace quorate::tests {

/// Times that suit a test on one machine.
inline network::PeerOptions quickOptions() {
    network::PeerOptions options;
    options.handshakeTimeoutMs = 300;
    options.pingIntervalMs = 20;
    options.silenceTimeoutMs = 200;
    options.minBackoffMs = 5;
    options.maxBackoffMs = 20;
    options.snapshotTimeoutMs = 300;
    return options;
}

/// A transport on a free port of this machine, with somebody who writes down what it says.
class PeerStation final : public network::PeerListener {
public:
    explicit PeerStation(std::uint64_t node, network::PeerOptions peerOptions = quickOptions(),
                         std::uint64_t cluster = 7)
        : self{cluster, raft::NodeId(node), 1000 + node, "n" + std::to_string(node),
               "http://client-" + std::to_string(node)},
          options(peerOptions) {
        start({"127.0.0.1", 0});
    }

    void start(const network::PeerAddress& where) {
        transport = std::make_unique<network::PeerTransport>(self, options, *this, courier,
                                                             Random(self.node.value()));
        const auto listening = transport->listen(where);
        QUORATE_INVARIANT(listening.has_value(), listening.error().message);
        address = *listening;
    }
    /// As if the process had been killed: sockets close, and nothing is said.
    void kill() { transport.reset(); }
    void restart() { start(address); }

    void received(raft::Message message) override {
        messages.push_back(std::move(message));
        if (onMessage) {
            onMessage(messages.back());
        }
    }
    void delivered() override { ++deliveries; }
    void unreachable(raft::NodeId peer) override { unreachables.push_back(peer.value()); }
    void snapshotSent(raft::NodeId peer, bool arrived) override {
        snapshots.emplace_back(peer.value(), arrived);
    }
    void snapshotProgressed(const network::SnapshotProgress& step) override {
        progress.push_back(step);
    }
    void admit(raft::NodeId peer, std::uint64_t directory, Admitted admitted) override {
        if (onAdmit) {
            onAdmit(peer, directory, std::move(admitted));
        } else {
            admitted({});
        }
    }
    void peerMet(raft::NodeId peer, const std::string& name,
                 const std::string& clientUrl) override {
        met.push_back(toString(peer) + " " + name + " " + clientUrl);
    }
    void turnedAway(raft::NodeId /*by*/, const std::string& reason) override {
        refusals.push_back(reason);
    }
    void dropped(const raft::Message& /*message*/, observe::DropReason reason) override {
        drops.push_back(reason);
    }
    void log(network::LogLevel /*level*/, const std::string& line) override {
        lines.push_back(line);
    }

    [[nodiscard]] bool hasLogged(const std::string& part) const {
        for (const std::string& line : lines) {
            if (line.find(part) != std::string::npos) {
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] network::PeerMetrics metricsOf(std::uint64_t peer) {
        return transport->metrics()[raft::NodeId(peer)];
    }
    [[nodiscard]] bool isConnectedTo(std::uint64_t peer) { return metricsOf(peer).connected; }

    network::LocalPeer self;
    network::PeerOptions options;
    network::PeerAddress address;
    FakeCourier courier;
    std::unique_ptr<network::PeerTransport> transport;

    std::function<void(const raft::Message&)> onMessage;
    std::function<void(raft::NodeId, std::uint64_t, Admitted)> onAdmit;

    std::vector<raft::Message> messages;
    int deliveries{0};
    std::vector<std::uint64_t> unreachables;
    std::vector<std::pair<std::uint64_t, bool>> snapshots;
    std::vector<network::SnapshotProgress> progress;
    std::vector<std::string> met;
    std::vector<std::string> refusals;
    std::vector<observe::DropReason> drops;
    std::vector<std::string> lines;
};

using Addresses = std::map<raft::NodeId, network::PeerAddress>;

/// Makes them each other's peers.
inline void introduce(const std::vector<PeerStation*>& stations) {
    Addresses addresses;
    for (const PeerStation* station : stations) {
        addresses[station->self.node] = station->address;
    }
    for (PeerStation* station : stations) {
        station->transport->setPeers(addresses);
    }
}

inline raft::Message messageFrom(const PeerStation& from, std::uint64_t to, raft::MessageType type,
                                 std::uint64_t number = 0) {
    raft::Message message;
    message.type = type;
    message.from = from.self.node;
    message.to = raft::NodeId(to);
    message.term = raft::Term(1);
    message.commit = raft::Index(number);
    return message;
}

/// An append of one entry.
inline raft::Message appendFrom(const PeerStation& from, std::uint64_t to, std::uint64_t index,
                                std::string_view data) {
    raft::Message message = messageFrom(from, to, raft::MessageType::App);
    raft::Entry entry;
    entry.term = raft::Term(1);
    entry.index = raft::Index(index);
    entry.data = Bytes::copyOf(data);
    message.entries.push_back(std::move(entry));
    message.index = raft::Index(index - 1);
    return message;
}

inline raft::Message snapshotFrom(const PeerStation& from, std::uint64_t to, std::uint64_t index) {
    raft::Message message = messageFrom(from, to, raft::MessageType::Snap);
    raft::Snapshot snapshot;
    snapshot.metadata.index = raft::Index(index);
    snapshot.metadata.term = raft::Term(1);
    snapshot.metadata.confState.voters = {raft::NodeId(1), raft::NodeId(2)};
    message.snapshot = std::make_shared<const raft::Snapshot>(std::move(snapshot));
    return message;
}

}  // namespace quorate::tests
