// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/checks/convergence.h"

#include <algorithm>

namespace quorate::simulation {

bool Convergence::isReached(std::span<const Node> nodes, raft::Index atLeast) {
    m_missing = missing(nodes, atLeast);
    m_stranded = stranded(nodes);
    return m_missing.empty();
}

Convergence::Stranded Convergence::expired() {
    if (exercise() && !m_missing.empty() && m_stranded == Stranded::No) {
        violated(raft::kNoNode, m_missing);
    }
    return m_stranded;
}

Convergence::Stranded Convergence::stranded(std::span<const Node> nodes) const {
    const auto isNewer = [](raft::EntryId a, raft::EntryId b) {
        return a.term > b.term || (a.term == b.term && a.index > b.index);
    };
    raft::EntryId ofVoters;
    raft::EntryId ofOthers;
    bool hasLeader = false;
    bool sameTerm = true;
    bool sameMembers = true;
    for (const Node& node : nodes) {
        raft::EntryId& newest = node.isVoter ? ofVoters : ofOthers;
        if (isNewer(node.last, newest)) {
            newest = node.last;
        }
        hasLeader = hasLeader || node.isLeader;
        sameTerm = sameTerm && node.term == nodes.front().term;
        sameMembers = sameMembers && *node.confState == *nodes.front().confState;
    }
    if (!hasLeader && isNewer(ofOthers, ofVoters)) {
        return Stranded::ByRemoval;
    }
    return !m_usesPreVote && !sameTerm && !sameMembers ? Stranded::ByTerm : Stranded::No;
}

std::string Convergence::missing(std::span<const Node> nodes, raft::Index atLeast) const {
    const Node* leader = nullptr;
    for (const Node& node : nodes) {
        if (node.isLeader && (leader == nullptr || node.term > leader->term)) {
            leader = &node;
        }
    }
    if (leader == nullptr) {
        return "there is no leader";
    }
    const raft::Index last = m_committed.lastIndex();
    if (last < atLeast) {
        return "entry " + toString(atLeast) + " is not committed; the last one is " +
               toString(last);
    }
    const auto hasAll = [&](raft::NodeId id) {
        return std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) {
            return node.id == id && node.applied == last &&
                   node.chain == m_committed.find(last)->chain;
        });
    };
    const raft::ConfState& members = *leader->confState;
    for (const auto* ids : {&members.voters, &members.votersOutgoing, &members.learners}) {
        for (const raft::NodeId id : *ids) {
            if (!hasAll(id)) {
                return "member " + toString(id) + " has not applied entry " + toString(last);
            }
        }
    }
    return {};
}

}  // namespace quorate::simulation
