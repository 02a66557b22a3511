// SPDX-License-Identifier: Apache-2.0
#include "gui/session/live/live_ports.h"

#include <QTcpServer>

namespace quorate::gui {

namespace {

/// As network/host/quorated/cluster has them: clients, and peers one above.
constexpr std::uint64_t kFirstClientPort = 2379;
constexpr std::uint64_t kPortStep = 10'000;
constexpr std::uint64_t kLastPort = 65'535;

NodePorts usualOf(raft::NodeId node) {
    const std::uint64_t client = kFirstClientPort + kPortStep * (node.value() - 1);
    if (client >= kLastPort) {
        return {};
    }
    return {static_cast<std::uint16_t>(client + 1), static_cast<std::uint16_t>(client)};
}

Error noneFor(raft::NodeId node) {
    return {ErrorCode::IoError, "no port is free for node " + toString(node) +
                                    " on 127.0.0.1: end some of the programs that listen there"};
}

/// Only one can listen, whoever shares the port.
bool isListenedAt(std::uint16_t port) {
    QTcpServer probe;
    return !probe.listen(QHostAddress::LocalHost, port);
}

}  // namespace

Result<std::string> LivePorts::find(const std::vector<raft::NodeId>& nodes,
                                    std::map<raft::NodeId, NodePorts>& ports) {
    const auto choose = [this](std::uint16_t wanted) {
        return wanted != 0 && m_free.tryTake(wanted) ? wanted : m_free.take();
    };
    std::string lost;
    for (const raft::NodeId node : nodes) {
        const auto before = ports.find(node);
        const bool isKnown = before != ports.end();
        const NodePorts wanted = isKnown ? before->second : usualOf(node);
        const NodePorts found{choose(wanted.peer), choose(wanted.client)};
        if (found.peer == 0 || found.client == 0) {
            return noneFor(node);
        }
        if (isKnown && (found.peer != wanted.peer || found.client != wanted.client)) {
            lost += (lost.empty() ? "n" : ", n") + toString(node);
        }
        ports[node] = found;
    }
    return lost;
}

Result<bool> LivePorts::replaceTaken(const std::vector<raft::NodeId>& nodes,
                                     std::map<raft::NodeId, NodePorts>& ports) {
    bool isReplaced = false;
    for (const raft::NodeId node : nodes) {
        NodePorts& own = ports.at(node);
        for (std::uint16_t* port : {&own.peer, &own.client}) {
            if (isListenedAt(*port)) {
                *port = m_free.take();
                isReplaced = true;
            }
            if (*port == 0) {
                return noneFor(node);
            }
        }
    }
    return isReplaced;
}

}  // namespace quorate::gui
