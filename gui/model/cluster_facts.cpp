// SPDX-License-Identifier: Apache-2.0
#include "gui/model/cluster_facts.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>

namespace quorate::gui {

namespace {

bool contains(const std::vector<raft::NodeId>& sorted, raft::NodeId node) {
    return std::binary_search(sorted.begin(), sorted.end(), node);
}

}  // namespace

bool isRunning(const observe::NodeState& node) noexcept {
    return node.condition == observe::NodeCondition::Up ||
           node.condition == observe::NodeCondition::Paused;
}

bool isRead(observe::OperationKind kind) noexcept {
    using Kind = observe::OperationKind;
    return kind == Kind::Get || kind == Kind::Range || kind == Kind::LeaseKeepAlive ||
           kind == Kind::LeaseTimeToLive;
}

const observe::NodeState* candidateOf(const observe::ClusterState& state) {
    const observe::NodeState* candidate = nullptr;
    const auto rank = [](const observe::NodeState& node) {
        return std::tuple(node.term, node.role == raft::Role::Candidate, node.votes.size());
    };
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        const observe::NodeState& node = state.nodeAt(i);
        const bool campaigns =
            node.role == raft::Role::Candidate || node.role == raft::Role::PreCandidate;
        if (isRunning(node) && campaigns &&
            (candidate == nullptr || rank(node) > rank(*candidate))) {
            candidate = &node;
        }
    }
    return candidate;
}

const raft::ConfState& configurationOf(const observe::ClusterState& state) {
    if (const observe::NodeState* leader = leaderOf(state)) {
        return leader->configuration;
    }
    const observe::NodeState* furthest = nullptr;
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        const observe::NodeState& node = state.nodeAt(i);
        if (furthest == nullptr || node.log.applied > furthest->log.applied) {
            furthest = &node;
        }
    }
    static const raft::ConfState kNone;
    return furthest != nullptr ? furthest->configuration : kNone;
}

bool isLearnerIn(const raft::ConfState& configuration, raft::NodeId node) {
    return contains(configuration.learners, node);
}

bool isVoterIn(const raft::ConfState& configuration, raft::NodeId node) {
    return contains(configuration.voters, node) || contains(configuration.votersOutgoing, node);
}

bool isMemberOf(const raft::ConfState& configuration, raft::NodeId node) {
    return isVoterIn(configuration, node) || isLearnerIn(configuration, node);
}

raft::JointConfig votersOf(const raft::ConfState& configuration) {
    return {raft::MajorityConfig(raft::IdSet(configuration.voters)),
            raft::MajorityConfig(raft::IdSet(configuration.votersOutgoing))};
}

bool isQuorum(const raft::ConfState& configuration, const std::vector<raft::NodeId>& nodes) {
    const auto vote = [&nodes](raft::NodeId node) -> std::optional<bool> {
        return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
    };
    return !configuration.voters.empty() &&
           votersOf(configuration).voteResult(vote) == raft::VoteResult::Won;
}

bool isCut(const observe::ClusterState& state, observe::Link link) {
    const observe::LinkState* known = state.findLink(link);
    return known != nullptr && known->isCut;
}

std::vector<Side> sidesOf(const observe::ClusterState& state) {
    const raft::ConfState& configuration = configurationOf(state);
    std::vector<raft::NodeId> left = observe::membersOf(configuration);
    std::vector<Side> sides;
    while (!left.empty()) {
        Side side;
        side.nodes.push_back(left.front());
        left.erase(left.begin());
        for (std::size_t i = 0; i < side.nodes.size(); ++i) {
            const raft::NodeId from = side.nodes[i];
            const auto isReached = [&](raft::NodeId to) {
                return !isCut(state, {from, to}) && !isCut(state, {to, from});
            };
            const auto rest = std::stable_partition(
                left.begin(), left.end(), [&](raft::NodeId to) { return !isReached(to); });
            side.nodes.insert(side.nodes.end(), rest, left.end());
            left.erase(rest, left.end());
        }
        std::sort(side.nodes.begin(), side.nodes.end());
        std::vector<raft::NodeId> running;
        std::copy_if(side.nodes.begin(), side.nodes.end(), std::back_inserter(running),
                     [&state](raft::NodeId id) {
                         const observe::NodeState* node = state.findNode(id);
                         return node != nullptr && isRunning(*node);
                     });
        side.hasQuorum = isQuorum(configuration, running);
        sides.push_back(std::move(side));
    }
    std::stable_sort(sides.begin(), sides.end(),
                     [](const Side& a, const Side& b) { return a.nodes.size() > b.nodes.size(); });
    return sides;
}

}  // namespace quorate::gui
