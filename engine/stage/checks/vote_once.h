// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "engine/raft/types.h"
#include "engine/stage/checks/per_node.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// Each server votes for at most one candidate in a given term (§5.2), whether it restarts or not.
class VoteOnce : Check {
public:
    explicit VoteOnce(Verdicts& verdicts) : Check("VoteOnce", verdicts) {}

    /// A vote left its voter, or was counted, or was found on the voter's disk.
    void voted(raft::NodeId voter, raft::Term term, raft::NodeId candidate) {
        if (!exercise()) {
            return;
        }
        std::vector<Vote>& votes = m_votes[voter];
        const auto known = std::find_if(votes.rbegin(), votes.rend(),
                                        [term](const Vote& vote) { return vote.term == term; });
        if (known == votes.rend()) {
            if (votes.size() >= 2 * kRemembered) {
                votes.erase(votes.begin(), votes.begin() + kRemembered);
            }
            votes.push_back({term, candidate});
        } else if (known->candidate != candidate) {
            violated(voter, "node " + toString(voter) + " voted for node " + toString(candidate) +
                                " in term " + toString(term) + ", and before for node " +
                                toString(known->candidate));
        }
    }

private:
    static constexpr std::size_t kRemembered = 512;

    struct Vote {
        raft::Term term;
        raft::NodeId candidate;
    };

    PerNode<std::vector<Vote>> m_votes;
};

}  // namespace quorate::stage
