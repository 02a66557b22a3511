// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTemporaryDir>
#include <QTest>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "network/client/node_client.h"
#include "network/host/node_server.h"
#include "tests/network/hosted_cluster.h"

namespace quorate::network_tests {

using network::ArmedFault;
using network::FaultPermission;
using network::HostConfig;
using network::LinkDirection;
using network::NodeClient;
using network::NodeServer;
using raft::NodeId;
using tests::HostedCluster;

using Ended = std::function<void(Result<void>)>;

/// The name of the error that it ended with, empty if with none.
inline std::string ended(const std::function<void(Ended)>& call) {
    const Result<void> result = HostedCluster::wait<void>(call);
    return result ? std::string() : std::string(toString(result.error().code));
}

/// Nodes with client ports, and a client for each.
class ServedCluster {
public:
    ServedCluster(std::uint64_t count, FaultPermission faults) {
        std::map<NodeId, std::string> peers;
        for (std::uint64_t id = 1; id <= count; ++id) {
            peers[NodeId(id)] = HostedCluster::newAddress();
        }
        for (std::uint64_t id = 1; id <= count; ++id) {
            HostConfig config;
            config.id = NodeId(id);
            config.dataDirectory =
                m_directory.filePath(QString::number(qulonglong{id})).toStdString();
            config.peers = peers;
            HostedCluster::listenAt(config, peers[config.id]);
            config.clientPort = 0;
            config.faults = faults;
            config.tickMs = 10;
            config.node.raft.electionTicks = 10;
            config.node.raft.heartbeatTicks = 1;
            auto server = NodeServer::start(config);
            QUORATE_INVARIANT(server.has_value(), server.error().message);
            m_servers[id] = std::move(*server);
            m_clients[id] = std::make_unique<NodeClient>("127.0.0.1", m_servers[id]->clientPort());
        }
    }

    [[nodiscard]] NodeServer& server(std::uint64_t id) { return *m_servers.at(id); }
    [[nodiscard]] NodeClient& client(std::uint64_t id) { return *m_clients.at(id); }
    [[nodiscard]] std::uint16_t port(std::uint64_t id) { return m_servers.at(id)->clientPort(); }
    [[nodiscard]] network::BackendStatus status(std::uint64_t id) {
        return m_servers.at(id)->host().status();
    }

    /// Whom all follow but `except`, waited for.
    std::uint64_t leader(std::uint64_t except = 0) {
        std::uint64_t leads = 0;
        HostedCluster::until([&] {
            leads = 0;
            bool areOne = true;
            for (const auto& [id, server] : m_servers) {
                if (id != except) {
                    const std::uint64_t followed = server->host().status().leader.value();
                    areOne = areOne && followed != 0 && (leads == 0 || leads == followed);
                    leads = followed;
                }
            }
            return areOne && leads != except;
        });
        return leads;
    }

    /// All is as at the beginning.
    void heal() {
        for (const auto& [id, one] : m_clients) {
            one->setFaultDuration(std::nullopt);
            QCOMPARE(ended([&](const Ended& done) { client(id).healAll(done); }), std::string());
        }
    }

    std::vector<ArmedFault> faults(std::uint64_t id) {
        return HostedCluster::wait<std::vector<ArmedFault>>(
                   [&](const auto& done) { client(id).faults(done); })
            .value_or({});
    }

private:
    QTemporaryDir m_directory;
    std::map<std::uint64_t, std::unique_ptr<NodeServer>> m_servers;
    std::map<std::uint64_t, std::unique_ptr<NodeClient>> m_clients;
};

}  // namespace quorate::network_tests
