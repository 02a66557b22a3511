// SPDX-License-Identifier: Apache-2.0
#include "gui/session/live/live_ports.h"

#include <QTcpServer>

#include <memory>
#include <vector>

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

}  // namespace

Result<std::string> LivePorts::find(const std::vector<raft::NodeId>& nodes,
                                    std::map<raft::NodeId, NodePorts>& ports) {
    // Held until all are found, so that none is found twice.
    std::vector<std::unique_ptr<QTcpServer>> held;
    const auto take = [&held](std::uint16_t wanted) -> std::uint16_t {
        auto server = std::make_unique<QTcpServer>();
        if (!server->listen(QHostAddress::LocalHost, wanted)) {
            return 0;
        }
        const std::uint16_t port = server->serverPort();
        held.push_back(std::move(server));
        return port;
    };
    const auto choose = [&take](std::uint16_t wanted) {
        const std::uint16_t port = wanted != 0 ? take(wanted) : std::uint16_t{0};
        return port != 0 ? port : take(0);
    };
    std::string lost;
    for (const raft::NodeId node : nodes) {
        const auto before = ports.find(node);
        const bool isKnown = before != ports.end();
        const NodePorts wanted = isKnown ? before->second : usualOf(node);
        const NodePorts found{choose(wanted.peer), choose(wanted.client)};
        if (found.peer == 0 || found.client == 0) {
            return Error(ErrorCode::IoError,
                         "no port is free for node " + toString(node) +
                             " on 127.0.0.1: end some of the programs that listen there");
        }
        if (isKnown && (found.peer != wanted.peer || found.client != wanted.client)) {
            lost += (lost.empty() ? "n" : ", n") + toString(node);
        }
        ports[node] = found;
    }
    return lost;
}

}  // namespace quorate::gui
