// SPDX-License-Identifier: Apache-2.0
#include "gui/model/quorum_reach.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace quorate::gui {

namespace {

using raft::NodeId;

constexpr std::uint32_t kAlways = 1'000'000;

bool runs(const observe::ClusterState& state, NodeId id) {
    const observe::NodeState* node = state.findNode(id);
    return node != nullptr && node->condition == observe::NodeCondition::Up;
}

bool passes(const observe::ClusterState& state, observe::Link link) {
    const observe::LinkState* known = state.findLink(link);
    return known == nullptr || (!known->isCut && known->condition.lossMillionths < kAlways);
}

std::vector<NodeId> allVoters(const raft::ConfState& configuration) {
    std::vector<NodeId> voters;
    std::set_union(configuration.voters.begin(), configuration.voters.end(),
                   configuration.votersOutgoing.begin(), configuration.votersOutgoing.end(),
                   std::back_inserter(voters));
    return voters;
}

/// How a side stands in one half of the configuration.
struct Standing {
    std::size_t reached{0};
    std::size_t needed{0};
    [[nodiscard]] auto spare() const {
        return static_cast<std::ptrdiff_t>(reached) - static_cast<std::ptrdiff_t>(needed);
    }
};

Standing standingOf(const std::vector<NodeId>& side, const std::vector<NodeId>& half) {
    Standing standing;
    standing.needed = half.size() / 2 + 1;
    standing.reached =
        static_cast<std::size_t>(std::count_if(half.begin(), half.end(), [&side](NodeId voter) {
            return std::binary_search(side.begin(), side.end(), voter);
        }));
    return standing;
}

}  // namespace

bool hearEachOther(const observe::ClusterState& state, NodeId a, NodeId b) {
    return passes(state, {a, b}) && passes(state, {b, a});
}

const raft::ConfState* newestConfiguration(const observe::ClusterState& state) {
    const observe::NodeState* best = nullptr;
    const auto rank = [](const observe::NodeState& node) {
        return std::pair(node.condition == observe::NodeCondition::Up, node.log.applied);
    };
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        const observe::NodeState& node = state.nodeAt(i);
        if (!node.configuration.isEmpty() && (best == nullptr || rank(node) > rank(*best))) {
            best = &node;
        }
    }
    return best != nullptr ? &best->configuration : nullptr;
}

QuorumReach quorumReach(const observe::ClusterState& state) {
    QuorumReach best;
    const raft::ConfState* configuration = newestConfiguration(state);
    if (configuration == nullptr) {
        return best;
    }
    const std::vector<NodeId> voters = allVoters(*configuration);
    best.voters = voters.size();
    best.isJoint = configuration->isJoint();
    best.needed = standingOf({}, configuration->voters).needed;
    std::ptrdiff_t bestSpare = 0;
    for (const NodeId middle : voters) {
        if (!runs(state, middle)) {
            continue;
        }
        std::vector<NodeId> side;
        std::copy_if(voters.begin(), voters.end(), std::back_inserter(side), [&](NodeId voter) {
            return voter == middle || (runs(state, voter) && hearEachOther(state, middle, voter));
        });
        Standing standing = standingOf(side, configuration->voters);
        if (configuration->isJoint()) {
            const Standing old = standingOf(side, configuration->votersOutgoing);
            if (old.spare() < standing.spare()) {
                standing = old;
            }
        }
        if (best.side.empty() || standing.spare() > bestSpare) {
            bestSpare = standing.spare();
            best.side = std::move(side);
            best.reached = standing.reached;
            best.needed = standing.needed;
        }
    }
    return best;
}

}  // namespace quorate::gui
