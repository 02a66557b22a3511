// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <utility>

#include "engine/raft/types.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// Each server votes for at most one candidate in a given term (§5.2), whether it restarts or not.
class VoteOnce {
public:
    explicit VoteOnce(Verdict& verdict) : m_verdict(verdict) {}

    /// A vote left its voter, or was found on its disk.
    void voted(raft::NodeId voter, raft::Term term, raft::NodeId candidate) {
        const auto [known, isNew] = m_votes.try_emplace({voter, term}, candidate);
        if (!isNew && known->second != candidate) {
            m_verdict.violated("VoteOnce", "node " + toString(voter) + " voted for node " +
                                               toString(candidate) + " in term " + toString(term) +
                                               ", and before for node " + toString(known->second));
        }
    }

private:
    Verdict& m_verdict;
    std::map<std::pair<raft::NodeId, raft::Term>, raft::NodeId> m_votes;
};

}  // namespace quorate::simulation
