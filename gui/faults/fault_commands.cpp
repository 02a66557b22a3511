// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/fault_commands.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "gui/model/cluster_facts.h"

namespace quorate::gui {

namespace {

constexpr std::uint64_t kMillisecond = 1'000'000;
constexpr std::uint32_t kPercent = 10'000;

/// All nodes, the leader first.
std::vector<raft::NodeId> leaderFirst(const observe::ClusterState& state) {
    std::vector<raft::NodeId> nodes = nodesOf(state);
    if (const observe::NodeState* leader = leaderOf(state)) {
        const auto place = std::find(nodes.begin(), nodes.end(), leader->id);
        std::rotate(nodes.begin(), place, place + 1);
    }
    return nodes;
}

}  // namespace

std::vector<raft::NodeId> nodesOf(const observe::ClusterState& state) {
    std::vector<raft::NodeId> nodes;
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        nodes.push_back(state.nodeAt(i).id);
    }
    return nodes;
}

std::vector<observe::Link> linksOf(const observe::ClusterState& state, raft::NodeId node) {
    std::vector<observe::Link> links;
    const std::vector<raft::NodeId> nodes = nodesOf(state);
    for (const raft::NodeId from : nodes) {
        for (const raft::NodeId to : nodes) {
            if (from != to && (node == raft::kNoNode || from == node || to == node)) {
                links.push_back({from, to});
            }
        }
    }
    return links;
}

Partition isolate(const observe::ClusterState& state, raft::NodeId node) {
    std::vector<raft::NodeId> others = nodesOf(state);
    others.erase(std::remove(others.begin(), others.end(), node), others.end());
    return Partition{{{node}, std::move(others)}};
}

Partition halves(const observe::ClusterState& state) {
    const std::vector<raft::NodeId> nodes = leaderFirst(state);
    const auto middle = nodes.begin() + static_cast<std::ptrdiff_t>(nodes.size() / 2);
    std::vector<raft::NodeId> fewer(nodes.begin(), middle);
    std::vector<raft::NodeId> more(middle, nodes.end());
    std::sort(fewer.begin(), fewer.end());
    std::sort(more.begin(), more.end());
    return Partition{{std::move(fewer), std::move(more)}};
}

std::vector<Command> bridge(const observe::ClusterState& state) {
    std::vector<raft::NodeId> nodes = leaderFirst(state);
    std::vector<Command> cuts;
    if (nodes.size() < 3) {
        return cuts;
    }
    // The last one is the bridge; the leader is on the first side.
    nodes.pop_back();
    const std::size_t middle = nodes.size() / 2;
    for (std::size_t a = 0; a < middle; ++a) {
        for (std::size_t b = middle; b < nodes.size(); ++b) {
            cuts.emplace_back(CutLink{{nodes[a], nodes[b]}, true});
        }
    }
    return cuts;
}

SetLinkCondition delayOf(std::vector<observe::Link> links, std::uint64_t milliseconds) {
    SetLinkCondition command;
    command.links = std::move(links);
    command.condition.minDelayNs = milliseconds * kMillisecond;
    command.condition.maxDelayNs = milliseconds * kMillisecond;
    return command;
}

SetLinkCondition lossOf(std::vector<observe::Link> links, std::uint32_t percent) {
    SetLinkCondition command;
    command.links = std::move(links);
    command.condition.lossMillionths = percent * kPercent;
    return command;
}

std::vector<Command> toggleCut(const observe::ClusterState& state,
                               const std::vector<observe::Link>& links) {
    const bool areAllCut = std::all_of(links.begin(), links.end(),
                                       [&state](observe::Link link) { return isCut(state, link); });
    std::vector<Command> commands;
    for (const observe::Link link : links) {
        if (areAllCut) {
            commands.emplace_back(HealLink{link, false});
        } else if (!isCut(state, link)) {
            commands.emplace_back(CutLink{link, false});
        }
    }
    return commands;
}

}  // namespace quorate::gui
