// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/raft/raw_node.h"
#include "engine/stage/checks/commit_monotony.h"
#include "engine/stage/checks/committed_log.h"
#include "engine/stage/checks/conf_change_in_flight.h"
#include "engine/stage/checks/current_term_commit.h"
#include "engine/stage/checks/durable_promise.h"
#include "engine/stage/checks/election_safety.h"
#include "engine/stage/checks/leader_append_only.h"
#include "engine/stage/checks/leader_completeness.h"
#include "engine/stage/checks/log_matching.h"
#include "engine/stage/checks/quorum_commit.h"
#include "engine/stage/checks/read_linearizability.h"
#include "engine/stage/checks/state_machine_safety.h"
#include "engine/stage/checks/term_monotony.h"
#include "engine/stage/checks/verdicts.h"
#include "engine/stage/checks/vote_once.h"
#include "tests/simulation/core_bounds.h"
#include "tests/simulation/log_image.h"
#include "tests/simulation/state_machine.h"
#include "tests/simulation/stored_log.h"

namespace quorate::simulation {

/// Feeds the checks of a run, which are the Stage's. It is told what every node does, and looks at
/// the core after every call.
class Checks {
public:
    /// The group begins with `committed`, the chain of its first, common entry. `config` and
    /// `verdicts` must outlive this.
    Checks(const raft::Config& config, Chain committed, stage::Verdicts& verdicts);

    /// The disk of node 1, 2, ... in this order; each must outlive this.
    void addDisk(const StoredLog& disk) { m_disks.push_back(&disk); }

    /// What is known of a core from the last look at it.
    struct Look {
        raft::Role role{raft::Role::Follower};
        raft::Term term;
        raft::Index committed;
    };
    /// Looks at a running core, whose last look was `before`.
    Look look(const raft::RawNode& core, std::uint32_t life, LogImage& image, const Look& before);
    void restarted(raft::NodeId node);

    void ready(const raft::RawNode& core, const raft::Ready& ready);
    void leaves(const raft::Message& message);
    void synced(raft::NodeId node);
    void applied(raft::NodeId node, const AppliedState& state);

    [[nodiscard]] stage::ReadLinearizability& reads() noexcept { return m_reads; }
    [[nodiscard]] const stage::CommittedLog& committed() const noexcept { return m_committed; }

private:
    [[nodiscard]] const StoredLog& disk(raft::NodeId node) const {
        return *m_disks[node.value() - 1];
    }
    void lookAtNewEntries(const raft::RawNode& core, const LogImage& image, raft::Index firstNew);
    void lookAtLeader(const raft::RawNode& core, std::uint32_t life, const LogImage& image,
                      const Look& before);

    stage::CommittedLog m_committed;
    std::vector<const StoredLog*> m_disks;

    stage::ElectionSafety m_electionSafety;
    stage::LeaderAppendOnly m_leaderAppendOnly;
    stage::LogMatching m_logMatching;
    stage::LeaderCompleteness m_leaderCompleteness;
    stage::StateMachineSafety m_stateMachineSafety;
    stage::VoteOnce m_voteOnce;
    stage::DurablePromise m_durablePromise;
    stage::TermMonotony m_termMonotony;
    stage::CommitMonotony m_commitMonotony;
    stage::CurrentTermCommit m_currentTermCommit;
    stage::QuorumCommit m_quorumCommit;
    stage::ConfChangeInFlight m_confChangeInFlight;
    stage::ReadLinearizability m_reads;
    CoreBounds m_bounds;
};

}  // namespace quorate::simulation
