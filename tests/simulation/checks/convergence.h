// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "engine/raft/conf_state.h"
#include "engine/raft/types.h"
#include "tests/simulation/chain.h"
#include "tests/simulation/committed_log.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// Once nothing breaks any more, a leader is found and all members come to the same state, in
/// bounded time: the one property of liveness that Raft promises (§5.4.3, §9).
class Convergence {
public:
    struct Node {
        raft::NodeId id;
        bool isLeader{false};
        raft::Term term;
        raft::Index applied;
        Chain chain{kEmptyChain};
        const raft::ConfState* confState{nullptr};  ///< as of `applied`
        raft::EntryId last;
        bool isVoter{false};  ///< in its own eyes
    };

    Convergence(const CommittedLog& committed, Verdict& verdict)
        : m_committed(committed), m_verdict(verdict) {}

    /// Whether the group of all nodes that run has converged: there is a leader, all that is
    /// committed, up to `atLeast` and beyond, is applied by every member that the leader counts.
    [[nodiscard]] bool isReached(std::span<const Node> nodes, raft::Index atLeast);
    /// Time is up. Violated, unless it was reached when last asked, or the group is stranded, which
    /// is returned: no voter can win against the newest log, and whoever has that log is no voter
    /// any more. A leader that stepped down at its own removal, or learner-to-be, can leave this
    /// behind, where the others do not know yet that the change is committed and still need its
    /// vote. Configurations that count from when they are applied, as here, do not rule it out.
    [[nodiscard]] bool expired();

private:
    [[nodiscard]] static bool isStranded(std::span<const Node> nodes);
    [[nodiscard]] std::string missing(std::span<const Node> nodes, raft::Index atLeast) const;

    const CommittedLog& m_committed;
    Verdict& m_verdict;
    bool m_isStranded{false};
    std::string m_missing{"it was never looked for"};
};

}  // namespace quorate::simulation
