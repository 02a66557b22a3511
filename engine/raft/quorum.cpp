// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/quorum.h"

#include <iterator>
#include <utility>

namespace quorate::raft {

const char* toString(VoteResult result) noexcept {
    switch (result) {
    case VoteResult::Pending:
        return "VotePending";
    case VoteResult::Lost:
        return "VoteLost";
    case VoteResult::Won:
        return "VoteWon";
    }
    return "?";
}

IdSet::IdSet(std::vector<NodeId> ids) : m_ids(std::move(ids)) {
    std::sort(m_ids.begin(), m_ids.end());
    m_ids.erase(std::unique(m_ids.begin(), m_ids.end()), m_ids.end());
}

void IdSet::insert(NodeId id) {
    const auto at = std::lower_bound(m_ids.begin(), m_ids.end(), id);
    if (at == m_ids.end() || *at != id) {
        m_ids.insert(at, id);
    }
}

void IdSet::erase(NodeId id) {
    const auto at = std::lower_bound(m_ids.begin(), m_ids.end(), id);
    if (at != m_ids.end() && *at == id) {
        m_ids.erase(at);
    }
}

std::string toString(const IdSet& ids) {
    std::string text = "(";
    for (const NodeId id : ids) {
        if (text.size() > 1) {
            text += ' ';
        }
        text += std::to_string(id.value());
    }
    return text + ')';
}

VoteResult MajorityConfig::decide(std::size_t granted, std::size_t missing) const noexcept {
    if (voters.empty()) {
        return VoteResult::Won;
    }
    const std::size_t quorum = voters.size() / 2 + 1;
    if (granted >= quorum) {
        return VoteResult::Won;
    }
    return granted + missing >= quorum ? VoteResult::Pending : VoteResult::Lost;
}

IdSet JointConfig::ids() const {
    std::vector<NodeId> all;
    std::set_union(incoming.voters.begin(), incoming.voters.end(), outgoing.voters.begin(),
                   outgoing.voters.end(), std::back_inserter(all));
    return IdSet(std::move(all));
}

std::string toString(const JointConfig& config) {
    std::string text = toString(config.incoming.voters);
    if (config.isJoint()) {
        text += "&&" + toString(config.outgoing.voters);
    }
    return text;
}

}  // namespace quorate::raft
