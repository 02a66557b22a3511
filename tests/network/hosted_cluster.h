// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/invariant.h"
#include "engine/kv/lookup.h"
#include "network/free_ports.h"
#include "network/host/node_host.h"
#include "network/peer/address.h"

namespace quorate::tests {

/// Nodes on real time in one thread, with quick elections and directories that go with the cluster.
class HostedCluster {
public:
    /// The first members, 1 to `count`, which run when it returns.
    explicit HostedCluster(std::uint64_t count) {
        for (std::uint64_t id = 1; id <= count; ++id) {
            m_peers[raft::NodeId(id)] = newAddress();
        }
        for (std::uint64_t id = 1; id <= count; ++id) {
            start(id);
        }
    }

    /// Where a peer that does not exist yet will be reached.
    static std::string newAddress() {
        // Kept to the end, so that tests at the same time have others.
        static network::FreePorts reserved;
        return "http://127.0.0.1:" + std::to_string(reserved.take());
    }

    network::HostConfig configOf(std::uint64_t id) const {
        network::HostConfig config;
        config.id = raft::NodeId(id);
        config.name = "n" + std::to_string(id);
        config.dataDirectory = m_directory.filePath(QString::number(qulonglong{id})).toStdString();
        config.peers = m_peers;
        const auto own = m_peers.find(config.id);
        if (own != m_peers.end()) {
            listenAt(config, own->second);
        }
        config.tickMs = 10;
        config.node.raft.electionTicks = 10;
        config.node.raft.heartbeatTicks = 1;
        config.node.promotionLag = 10;
        return config;
    }
    static void listenAt(network::HostConfig& config, const std::string& address) {
        const auto parsed = network::PeerAddress::parse(address);
        config.peerHost = parsed->host;
        config.peerPort = parsed->port;
    }

    network::NodeHost& start(std::uint64_t id) { return start(id, configOf(id)); }
    network::NodeHost& start(std::uint64_t id, const network::HostConfig& config) {
        auto host = network::NodeHost::start(config);
        QUORATE_INVARIANT(host.has_value(), host.error().message);
        m_hosts[id] = std::move(*host);
        return *m_hosts[id];
    }
    void stop(std::uint64_t id) { m_hosts.erase(id); }

    [[nodiscard]] network::NodeHost& at(std::uint64_t id) { return *m_hosts.at(id); }

    /// Whom a majority of those that run follows, waited for; 0 if nobody in time.
    std::uint64_t leader() {
        std::uint64_t found = 0;
        const bool isThere = until([&] {
            std::map<std::uint64_t, std::size_t> followers;
            for (const auto& [id, host] : m_hosts) {
                ++followers[host->status().leader.value()];
            }
            for (const auto& [id, count] : followers) {
                if (id != 0 && m_hosts.count(id) != 0 && count * 2 > m_hosts.size()) {
                    found = id;
                }
            }
            return found != 0;
        });
        return isThere ? found : 0;
    }
    /// One that runs and does not lead.
    std::uint64_t follower() {
        const std::uint64_t leads = leader();
        for (const auto& [id, host] : m_hosts) {
            if (id != leads) {
                return id;
            }
        }
        return 0;
    }

    /// Looks after each turn of the event loop, which a running node's timer keeps going.
    static bool until(const std::function<bool()>& isSo) {
        QElapsedTimer timer;
        timer.start();
        while (!isSo()) {
            if (timer.hasExpired(10'000)) {
                return false;
            }
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
        return true;
    }

    /// What a request ends with.
    template <class T>
    static Result<T> wait(const std::function<void(std::function<void(Result<T>)>)>& ask) {
        const auto answer = std::make_shared<std::optional<Result<T>>>();
        ask([answer](Result<T> result) { *answer = std::move(result); });
        return until([&] { return answer->has_value(); })
                   ? **answer
                   : Result<T>(Error(ErrorCode::Unknown, "no answer in time"));
    }
    /// Asks again where no leader was known.
    Result<kv::Response> put(std::uint64_t id, const std::string& key, const std::string& value) {
        kv::PutRequest request;
        request.key = Bytes::copyOf(key);
        request.value = Bytes::copyOf(value);
        for (int attempt = 0;; ++attempt) {
            auto answer = wait<kv::Response>(
                [&](auto done) { at(id).propose(kv::Command{request}, std::move(done)); });
            if (answer || answer.error().code != ErrorCode::ProposalDropped || attempt == 1000) {
                return answer;
            }
            QTest::qWait(5);
        }
    }
    /// The value as it is there now; nothing where the key is not.
    std::optional<std::string> valueAt(std::uint64_t id, const std::string& key) {
        std::string stored;
        kv::layout::Change put;
        const auto found = kv::readCurrent(at(id).latest()->reader(), key, stored, put);
        return found && *found ? std::optional(std::string(put.value)) : std::nullopt;
    }

private:
    QTemporaryDir m_directory;
    std::map<raft::NodeId, std::string> m_peers;
    std::map<std::uint64_t, std::unique_ptr<network::NodeHost>> m_hosts;
};

}  // namespace quorate::tests
