// SPDX-License-Identifier: Apache-2.0
#include "gui/session/live/live_ports.h"

#include "network/free_ports.h"

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
    network::FreePorts free;
    const auto choose = [&free](std::uint16_t wanted) {
        return wanted != 0 && free.tryTake(wanted) ? wanted : free.take();
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
