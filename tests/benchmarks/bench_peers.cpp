// SPDX-License-Identifier: Apache-2.0
// Messages between two nodes over TCP on this machine, each with a thread of its own: round trips,
// many small appends that are acknowledged, large ones, and a snapshot.
#include <QCoreApplication>
#include <QEventLoop>
#include <QThread>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "network/peer/peer_transport.h"

using namespace quorate;
using namespace quorate::network;
using raft::MessageType;
using raft::NodeId;

namespace {

/// Reads any number of zeros, and takes all that comes.
class ZeroCourier final : public QObject, public SnapshotCourier {
public:
    explicit ZeroCourier(std::uint64_t bytes) : m_left(bytes) {}

    void openOutgoing(SnapshotTicket, const raft::SnapshotMetadata&, Opened opened) override {
        later([opened, size = m_left] { opened(size); });
    }
    void readOutgoing(SnapshotTicket, Read read) override {
        const std::uint64_t size = std::min<std::uint64_t>(m_left, m_chunk.size());
        m_left -= size;
        later([read, piece = m_chunk.slice(0, size)] { read(piece); });
    }
    void closeOutgoing(SnapshotTicket) override {}
    void createIncoming(SnapshotTicket, const raft::SnapshotMetadata&, Done created) override {
        later([created] { created({}); });
    }
    void appendIncoming(SnapshotTicket, Bytes, Done appended) override {
        later([appended] { appended({}); });
    }
    void commitIncoming(SnapshotTicket, Done committed) override {
        later([committed] { committed({}); });
    }
    void abortIncoming(SnapshotTicket) override {}

private:
    template <class Act>
    void later(Act act) {
        QMetaObject::invokeMethod(this, act, Qt::QueuedConnection);
    }

    std::uint64_t m_left;
    Bytes m_chunk = Bytes::copyOf(std::string(1024UL * 1024, '\0'));
};

raft::Message messageOf(NodeId from, NodeId to, MessageType type) {
    raft::Message message;
    message.type = type;
    message.from = from;
    message.to = to;
    message.term = raft::Term(1);
    return message;
}

/// Answers every append; a driver sends.
class Station final : public PeerListener {
public:
    Station(std::uint64_t node, std::uint64_t snapshotBytes)
        : m_id(node), m_peer(3 - node), m_courier(snapshotBytes) {
        PeerOptions options;
        transport = std::make_unique<PeerTransport>(LocalPeer{1, m_id, node, "", ""}, options,
                                                    *this, m_courier, Random(node));
        const auto listening = transport->listen({"127.0.0.1", 0});
        if (!listening) {
            std::fprintf(stderr, "%s\n", listening.error().message.c_str());
            std::exit(1);
        }
        address = *listening;
    }

    void received(raft::Message message) override {
        if (message.type == MessageType::App) {
            transport->send(messageOf(m_id, m_peer, MessageType::AppResp));
        } else if (message.type == MessageType::AppResp) {
            ++acknowledged;
        }
    }
    void delivered() override {
        if (onDelivered) {
            onDelivered();
        }
    }
    void unreachable(NodeId) override {}
    void snapshotSent(NodeId, bool arrived) override { onSnapshot(arrived); }
    void admit(NodeId, std::uint64_t, Admitted admitted) override { admitted({}); }
    void peerMet(NodeId, const std::string&, const std::string&) override {
        if (onMet) {
            onMet();
        }
    }
    void log(LogLevel, const std::string&) override {}

    void sendAppend(const Bytes& payload) {
        raft::Message message = messageOf(m_id, m_peer, MessageType::App);
        raft::Entry entry;
        entry.term = raft::Term(1);
        entry.index = raft::Index(++m_index);
        entry.data = payload;
        message.entries.push_back(std::move(entry));
        transport->send(std::move(message));
    }
    void sendSnapshot() {
        raft::Message message = messageOf(m_id, m_peer, MessageType::Snap);
        raft::Snapshot snapshot;
        snapshot.metadata.index = raft::Index(5);
        message.snapshot = std::make_shared<const raft::Snapshot>(snapshot);
        transport->send(std::move(message));
    }

    PeerAddress address;
    std::unique_ptr<PeerTransport> transport;
    std::uint64_t acknowledged{0};
    std::function<void()> onDelivered;
    std::function<void()> onMet;
    std::function<void(bool)> onSnapshot;

private:
    NodeId m_id;
    NodeId m_peer;
    ZeroCourier m_courier;
    std::uint64_t m_index{0};
};

/// Has `count` appends acknowledged, never more than `window` of them under way.
void measure(Station& station, const char* what, std::uint64_t count, std::uint64_t window,
             std::size_t size) {
    const Bytes payload = Bytes::copyOf(std::string(size, 'x'));
    std::uint64_t sent = 0;
    station.acknowledged = 0;
    const auto sendMore = [&] {
        while (sent < count && sent - station.acknowledged < window) {
            station.sendAppend(payload);
            ++sent;
        }
        station.transport->flush();
    };
    station.onDelivered = [&] {
        sendMore();
        if (station.acknowledged == count) {
            QCoreApplication::exit();
        }
    };
    const auto start = std::chrono::steady_clock::now();
    sendMore();
    QCoreApplication::exec();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    station.onDelivered = nullptr;
    std::printf("%-44s %9.0f /s  %8.1f MB/s  (%.2f us each)\n", what,
                static_cast<double>(count) / seconds,
                static_cast<double>(count * size) / seconds / 1e6,
                seconds * 1e6 / static_cast<double>(count));
}

void measureSnapshot(Station& station, std::uint64_t bytes) {
    bool arrived = false;
    station.onSnapshot = [&arrived](bool result) {
        arrived = result;
        QCoreApplication::exit();
    };
    const auto start = std::chrono::steady_clock::now();
    station.sendSnapshot();
    QCoreApplication::exec();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("%-44s %22.1f MB/s%s\n", "a snapshot", static_cast<double>(bytes) / seconds / 1e6,
                arrived ? "" : "  (failed)");
}

}  // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    constexpr std::uint64_t kSnapshotBytes = 512UL * 1024 * 1024;
    Station leader(1, kSnapshotBytes);
    // The other node, in the thread that owns it for its whole life.
    std::promise<PeerAddress> followerAddress;
    const std::unique_ptr<QThread> thread(QThread::create([&followerAddress, &leader] {
        Station follower(2, 0);
        follower.transport->setPeers({{NodeId(1), leader.address}});
        followerAddress.set_value(follower.address);
        QEventLoop().exec();
    }));
    thread->start();
    // Both connections stand when the leader has met it twice.
    int met = 0;
    leader.onMet = [&met] {
        if (++met == 2) {
            QCoreApplication::exit();
        }
    };
    leader.transport->setPeers({{NodeId(2), followerAddress.get_future().get()}});
    QCoreApplication::exec();

    measure(leader, "one append of 256 bytes at a time", 20'000, 1, 256);
    measure(leader, "appends of 256 bytes, 16 under way", 200'000, 16, 256);
    measure(leader, "appends of 256 bytes, 256 under way", 500'000, 256, 256);
    measure(leader, "appends of 16 KiB, 64 under way", 50'000, 64, 16UL * 1024);
    measure(leader, "appends of 1 MiB, 8 under way", 1'000, 8, 1024UL * 1024);
    measureSnapshot(leader, kSnapshotBytes);
    thread->quit();
    thread->wait();
    return 0;
}
