// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/votes.h"

#include <algorithm>
#include <cmath>

namespace quorate::gui {

namespace {

using observe::NodeState;
using raft::MessageType;

bool hasAcknowledged(const NodeState& leader, raft::NodeId peer) {
    const observe::PeerProgress* progress = leader.findProgress(peer);
    return progress != nullptr && progress->match >= leader.pendingConfIndex;
}

const observe::CountedVote* voteOf(const NodeState& candidate, raft::NodeId peer) {
    const auto found =
        std::find_if(candidate.votes.begin(), candidate.votes.end(),
                     [peer](const observe::CountedVote& vote) { return vote.voter == peer; });
    return found != candidate.votes.end() ? &*found : nullptr;
}

bool isOnItsWay(const NodeState& candidate, raft::NodeId peer, const observe::ClusterState& state) {
    const bool isReal = candidate.role == raft::Role::Candidate;
    const auto& messages = state.messagesInFlight();
    const auto carries = [&](const observe::MessageInFlight& message) {
        return message.link == observe::Link{peer, candidate.id} && !message.reject &&
               message.type == (isReal ? MessageType::VoteResp : MessageType::PreVoteResp) &&
               message.term == (isReal ? candidate.term : candidate.term.next());
    };
    if (std::any_of(messages.begin(), messages.end(), carries)) {
        return true;
    }
    // It has decided, and waits for its disk.
    const NodeState* voter = state.findNode(peer);
    return isReal && voter != nullptr && voter->term == candidate.term &&
           voter->vote == candidate.id && voter->runtime.logWrite.has_value();
}

}  // namespace

Petal petalOf(const NodeState& node, raft::NodeId peer, const observe::ClusterState& state) {
    if (node.role == raft::Role::Leader) {
        return hasAcknowledged(node, peer) ? Petal::Have : Petal::NotHeard;
    }
    if (const observe::CountedVote* vote = voteOf(node, peer)) {
        return vote->granted ? Petal::Have : Petal::Rejected;
    }
    return isOnItsWay(node, peer, state) ? Petal::OnItsWay : Petal::NotHeard;
}

std::vector<Tally> talliesOf(const NodeState& node) {
    const auto hasSaidYes = [&node](raft::NodeId voter) {
        if (node.role == raft::Role::Leader) {
            return hasAcknowledged(node, voter);
        }
        const observe::CountedVote* vote = voteOf(node, voter);
        return vote != nullptr && vote->granted;
    };
    const auto tallyOf = [&](const std::vector<raft::NodeId>& voters) {
        return Tally{
            static_cast<std::size_t>(std::count_if(voters.begin(), voters.end(), hasSaidYes)),
            voters.size()};
    };
    std::vector<Tally> tallies{tallyOf(node.configuration.voters)};
    if (node.configuration.isJoint()) {
        tallies.push_back(tallyOf(node.configuration.votersOutgoing));
    }
    return tallies;
}

void spreadPetals(std::vector<ScenePetal>& petals, std::size_t first, double apart) {
    const auto from = petals.begin() + static_cast<std::ptrdiff_t>(first);
    const auto count = static_cast<std::size_t>(petals.end() - from);
    if (count < 2) {
        return;
    }
    apart = std::min(apart, 2.0 * M_PI / static_cast<double>(count));
    std::sort(from, petals.end(),
              [](const ScenePetal& a, const ScenePetal& b) { return a.angle < b.angle; });
    // Each pair that is too close gives way by half; that settles soon.
    for (int round = 0; round < 40; ++round) {
        for (std::size_t i = 0; i < count; ++i) {
            ScenePetal& a = from[static_cast<std::ptrdiff_t>(i)];
            ScenePetal& b = from[static_cast<std::ptrdiff_t>((i + 1) % count)];
            const double turn = i + 1 == count ? 2.0 * M_PI : 0.0;
            const double lacking = apart - (b.angle + turn - a.angle);
            if (lacking > 1e-6) {
                a.angle -= lacking / 2.0;
                b.angle += lacking / 2.0;
            }
        }
    }
}

}  // namespace quorate::gui
