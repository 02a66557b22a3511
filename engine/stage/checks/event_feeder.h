// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/observe/event.h"
#include "engine/observe/node_state.h"
#include "engine/stage/checks/check_limits.h"
#include "engine/stage/checks/commit_monotony.h"
#include "engine/stage/checks/committed_log.h"
#include "engine/stage/checks/conf_change_in_flight.h"
#include "engine/stage/checks/current_term_commit.h"
#include "engine/stage/checks/durability.h"
#include "engine/stage/checks/durable_promise.h"
#include "engine/stage/checks/election_quorum.h"
#include "engine/stage/checks/election_safety.h"
#include "engine/stage/checks/leader_append_only.h"
#include "engine/stage/checks/leader_completeness.h"
#include "engine/stage/checks/log_matching.h"
#include "engine/stage/checks/log_tree.h"
#include "engine/stage/checks/log_view.h"
#include "engine/stage/checks/node_image.h"
#include "engine/stage/checks/per_node.h"
#include "engine/stage/checks/queue_bounds.h"
#include "engine/stage/checks/quorum_commit.h"
#include "engine/stage/checks/read_linearizability.h"
#include "engine/stage/checks/state_agreement.h"
#include "engine/stage/checks/state_machine_safety.h"
#include "engine/stage/checks/term_monotony.h"
#include "engine/stage/checks/verdicts.h"
#include "engine/stage/checks/vote_once.h"

namespace quorate::stage {

/// Keeps the images of all nodes from the events, and asks of each event the checks that it
/// concerns; the others cost nothing. The inside of ClusterChecks.
class EventFeeder {
public:
    explicit EventFeeder(const CheckLimits& limits);

    void observe(raft::EventId id, const observe::Event& event);
    [[nodiscard]] const Verdicts& verdicts() const noexcept { return m_verdicts; }

private:
    using Event = observe::Event;

    template <class Other>
    void take(const Event& /*event*/, const Other& /*other*/) {}

    // Cores: event_feeder.cpp.
    void take(const Event& event, const raft::trace::TermChanged& changed);
    void take(const Event& event, const raft::trace::RoleChanged& changed);
    void take(const Event& event, const raft::trace::CampaignStarted& started);
    void take(const Event& event, const raft::trace::VoteCounted& counted);
    void take(const Event& event, const observe::EntriesAppended& appended);
    void take(const Event& event, const raft::trace::LogTruncated& truncated);
    void take(const Event& event, const raft::trace::CommitAdvanced& advanced);
    void take(const Event& event, const raft::trace::Applied& applied);
    void take(const Event& event, const raft::trace::SnapshotEvent& snapshot);
    void take(const Event& event, const raft::trace::ConfigurationChanged& changed);
    void take(const Event& event, const raft::trace::ProgressChanged& changed);
    void take(const Event& event, const raft::trace::MatchAdvanced& advanced);
    void take(const Event& event, const observe::MessageSent& sent);

    // Runtimes, disks, links and operators: event_feeder_runtime.cpp.
    void take(const Event& event, const observe::NodeStarted& started);
    void take(const Event& event, const observe::NodeFrame& frame);
    void take(const Event& event, const observe::NodeStopped& stopped);
    void take(const Event& event, const observe::NodeCrashed& crashed);
    void take(const Event& event, const observe::NodeFailed& failed);
    void take(const Event& event, const observe::LogCompacted& compacted);
    void take(const Event& event, const observe::LogSynced& synced);
    void take(const Event& event, const observe::ApplyCompleted& completed);
    void take(const Event& event, const observe::ProposalQueued& queued);
    void take(const Event& event, const observe::ProposalCompleted& completed);
    void take(const Event& event, const observe::ReadQueued& queued);
    void take(const Event& event, const observe::ReadConfirmed& confirmed);
    void take(const Event& event, const observe::ReadAnswered& answered);
    void take(const Event& event, const observe::MessageLeft& left);
    void take(const Event& event, const observe::OperatorCommand& command);

    [[nodiscard]] LogView logOf(const NodeImage& node) const {
        return {m_tree, node.last, node.before};
    }
    [[nodiscard]] LogView storedLogOf(const NodeImage& node) const {
        return {m_tree, node.storedLast, raft::Index(0)};
    }
    [[nodiscard]] DiskView diskOf(const NodeImage& node) const {
        return {node.stored, storedLogOf(node)};
    }
    void becomeLeader(raft::NodeId id, raft::Term term, NodeImage& node);
    void appendRun(raft::NodeId id, NodeImage& node, raft::Index first, raft::Term term,
                   bool isAfterKnown);
    void appendConfChange(raft::NodeId id, NodeImage& node, raft::Index index);
    void cutLog(NodeImage& node, raft::Index from);
    void findContentSum(NodeImage& node);
    void takeLog(raft::NodeId id, NodeImage& node, const observe::LogState& log);
    void takeCommitted(raft::NodeId id, raft::Term term, const NodeImage& node);
    void goDown(raft::NodeId id);

    /// Where the content sums of all logs begin.
    enum class SumBase : std::uint8_t {
        None,       ///< no log was seen
        Beginning,  ///< with the first entry
        Frame,      ///< in the midst, where the first log that was seen ended
    };

    CheckLimits m_limits;
    Verdicts m_verdicts;
    PerNode<NodeImage> m_nodes;
    LogTree m_tree;
    CommittedLog m_committed;
    SumBase m_sumBase{SumBase::None};

    ElectionSafety m_electionSafety;
    ElectionQuorum m_electionQuorum;
    LeaderAppendOnly m_leaderAppendOnly;
    LogMatching m_logMatching;
    LeaderCompleteness m_leaderCompleteness;
    StateMachineSafety m_stateMachineSafety;
    StateAgreement m_stateAgreement;
    VoteOnce m_voteOnce;
    TermMonotony m_termMonotony;
    CommitMonotony m_commitMonotony;
    Durability m_durability;
    DurablePromise m_durablePromise;
    CurrentTermCommit m_currentTermCommit;
    QuorumCommit m_quorumCommit;
    ConfChangeInFlight m_confChangeInFlight;
    ReadLinearizability m_reads;
    QueueBounds m_queueBounds;
};

}  // namespace quorate::stage
