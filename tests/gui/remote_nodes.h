// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTemporaryDir>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "engine/base/result.h"
#include "gui/session/live/quorated_program.h"
#include "network/free_ports.h"
#include "network/host/node_process.h"

namespace quorate::tests {

/// A cluster of real nodes that somebody else launched, each a quorated of its own.
class RemoteNodes {
public:
    explicit RemoteNodes(std::uint64_t members, std::string clusterName = "remote",
                         bool allowsFaults = false)
        : m_clusterName(std::move(clusterName)), m_allowsFaults(allowsFaults) {
        // Kept to the end, so that clusters of one test, and tests at the same time, have others.
        static network::FreePorts reserved;
        for (std::uint64_t id = 1; id <= members; ++id) {
            m_ports[raft::NodeId(id)] = {reserved.take(), reserved.take()};
        }
    }

    /// False, and why in the log, where it does not start.
    bool start(std::uint64_t id) {
        const auto program = gui::findQuorated();
        if (!program) {
            qWarning("%s", program.error().message.c_str());
            return false;
        }
        const raft::NodeId node(id);
        network::HostConfig config;
        config.id = node;
        config.name = "n" + std::to_string(id);
        config.dataDirectory = m_directory.filePath(QString::number(id)).toStdString();
        config.clusterName = m_clusterName;
        for (const auto& [each, ports] : m_ports) {
            config.peers[each] = "http://127.0.0.1:" + std::to_string(ports.peer);
        }
        config.peerPort = m_ports.at(node).peer;
        config.clientPort = m_ports.at(node).client;
        config.clientUrl = "http://127.0.0.1:" + std::to_string(config.clientPort);
        config.tickMs = 10;
        config.node.raft.electionTicks = 20;
        config.node.raft.heartbeatTicks = 2;
        config.node.tickNs = 10'000'000;
        auto& process = m_processes[node];
        if (process == nullptr) {
            process = std::make_unique<network::NodeProcess>(
                *program, m_directory.filePath(QStringLiteral("%1.log").arg(id)));
        }
        const auto started = process->start(
            config, m_allowsFaults ? QStringList{QStringLiteral("--allow-faults")} : QStringList());
        if (!started) {
            qWarning("%s", started.error().message.c_str());
        }
        return bool(started);
    }
    bool startAll() {
        for (const auto& [node, ports] : m_ports) {
            if (!start(node.value())) {
                return false;
            }
        }
        return true;
    }
    void kill(std::uint64_t id) { m_processes.at(raft::NodeId(id))->kill(); }
    [[nodiscard]] network::NodeProcess& process(std::uint64_t id) {
        return *m_processes.at(raft::NodeId(id));
    }
    [[nodiscard]] std::uint16_t clientPort(std::uint64_t id) const {
        return m_ports.at(raft::NodeId(id)).client;
    }
    [[nodiscard]] QString address(std::uint64_t id) const {
        return QStringLiteral("127.0.0.1:%1").arg(clientPort(id));
    }

private:
    struct Ports {
        std::uint16_t peer{0};
        std::uint16_t client{0};
    };
    const std::string m_clusterName;
    const bool m_allowsFaults;
    QTemporaryDir m_directory;
    std::map<raft::NodeId, Ports> m_ports;
    std::map<raft::NodeId, std::unique_ptr<network::NodeProcess>> m_processes;
};

}  // namespace quorate::tests
