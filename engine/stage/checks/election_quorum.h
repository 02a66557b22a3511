// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/raft/quorum.h"
#include "engine/raft/types.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// A leader has the votes of a majority of its configuration, of both halves while it is joint
/// (§5.2, §6).
class ElectionQuorum : Check {
public:
    explicit ElectionQuorum(Verdicts& verdicts) : Check("ElectionQuorum", verdicts) {}

    /// `leader` leads in `term`, having counted the votes of `granted`.
    void elected(raft::Term term, raft::NodeId leader, const std::vector<raft::NodeId>& granted,
                 const raft::JointConfig& voters) {
        if (!exercise()) {
            return;
        }
        const auto vote = [&granted](raft::NodeId id) -> std::optional<bool> {
            return std::find(granted.begin(), granted.end(), id) != granted.end();
        };
        if (voters.voteResult(vote) != raft::VoteResult::Won) {
            violated(leader, "node " + toString(leader) + " leads in term " + toString(term) +
                                 " by " + std::to_string(granted.size()) +
                                 " votes, which are no majority of " + toString(voters));
        }
    }
};

}  // namespace quorate::stage
