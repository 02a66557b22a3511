// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/raft/raw_node.h"
#include "tests/simulation/checks/commit_monotony.h"
#include "tests/simulation/checks/conf_change_in_flight.h"
#include "tests/simulation/checks/durable_promise.h"
#include "tests/simulation/checks/election_safety.h"
#include "tests/simulation/checks/leader_append_only.h"
#include "tests/simulation/checks/leader_completeness.h"
#include "tests/simulation/checks/log_matching.h"
#include "tests/simulation/checks/queue_bounds.h"
#include "tests/simulation/checks/quorum_commit.h"
#include "tests/simulation/checks/read_linearizability.h"
#include "tests/simulation/checks/state_machine_safety.h"
#include "tests/simulation/checks/term_monotony.h"
#include "tests/simulation/checks/vote_once.h"
#include "tests/simulation/committed_log.h"
#include "tests/simulation/log_image.h"
#include "tests/simulation/state_machine.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// All checks of a run. It is told what every node does, and looks at the core after every call.
class Checks {
public:
    /// The group begins with `committed`, the chain of its first, common entry. `config` and
    /// `verdict` must outlive this.
    Checks(const raft::Config& config, Chain committed, Verdict& verdict);

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

    [[nodiscard]] ReadLinearizability& reads() noexcept { return m_reads; }
    [[nodiscard]] const CommittedLog& committed() const noexcept { return m_committed; }

private:
    [[nodiscard]] const StoredLog& disk(raft::NodeId node) const {
        return *m_disks[node.value() - 1];
    }
    void lookAtLeader(const raft::RawNode& core, std::uint32_t life, const LogImage& image,
                      const Look& before);

    CommittedLog m_committed;
    std::vector<const StoredLog*> m_disks;

    ElectionSafety m_electionSafety;
    LeaderAppendOnly m_leaderAppendOnly;
    LogMatching m_logMatching;
    LeaderCompleteness m_leaderCompleteness;
    StateMachineSafety m_stateMachineSafety;
    VoteOnce m_voteOnce;
    DurablePromise m_durablePromise;
    TermMonotony m_termMonotony;
    CommitMonotony m_commitMonotony;
    QuorumCommit m_quorumCommit;
    ConfChangeInFlight m_confChangeInFlight;
    ReadLinearizability m_reads;
    QueueBounds m_queueBounds;
};

}  // namespace quorate::simulation
