// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "engine/raft/conf_state.h"
#include "engine/raft/types.h"
#include "engine/stage/checks/committed_log.h"
#include "engine/stage/checks/verdicts.h"
#include "tests/simulation/chain.h"

namespace quorate::simulation {

/// Once nothing breaks any more, a leader is found and all members come to the same state, in
/// bounded time: the one property of liveness that Raft promises (§5.4.3, §9).
class Convergence : stage::Check {
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

    /// What keeps a group from converging although no rule is broken. Configurations count from
    /// when they are applied, so nodes may differ about who votes.
    enum class Stranded : std::uint8_t {
        No,
        /// Nobody who may campaign has the newest log: a leader stepped down at its own removal,
        /// and the others, who do not know yet that the removal is committed, still need its vote.
        ByRemoval,
        /// Somebody went on to higher terms by campaigns among members of an old configuration, and
        /// is deaf to the present ones. Only pre-votes are always answered (dissertation §9.6), so
        /// only without them.
        ByTerm,
    };

    /// `committed` and `verdicts` outlive this.
    Convergence(bool usesPreVote, const stage::CommittedLog& committed, stage::Verdicts& verdicts)
        : Check("Convergence", verdicts), m_usesPreVote(usesPreVote), m_committed(committed) {}

    /// Whether the group of all nodes that run has converged: there is a leader, all that is
    /// committed, up to `atLeast` and beyond, is applied by every member that the leader counts.
    [[nodiscard]] bool isReached(std::span<const Node> nodes, raft::Index atLeast);
    /// Time is up. Violated, unless it was reached when last asked, or the group is stranded.
    [[nodiscard]] Stranded expired();

private:
    [[nodiscard]] Stranded stranded(std::span<const Node> nodes) const;
    [[nodiscard]] std::string missing(std::span<const Node> nodes, raft::Index atLeast) const;

    bool m_usesPreVote;
    const stage::CommittedLog& m_committed;
    Stranded m_stranded{Stranded::No};
    std::string m_missing{"it was never looked for"};
};

}  // namespace quorate::simulation
