// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/conf_change.h"
#include "engine/raft/conf_changer.h"
#include "engine/raft/config.h"
#include "engine/raft/entry.h"
#include "engine/raft/message.h"
#include "engine/raft/progress_tracker.h"
#include "engine/raft/raft_log.h"
#include "engine/raft/read_queue.h"
#include "engine/raft/state.h"
#include "engine/raft/status.h"
#include "engine/raft/storage.h"
#include "engine/raft/tick_clock.h"
#include "engine/raft/trace.h"
#include "engine/raft/uncommitted_budget.h"

namespace quorate::raft {

/// What a core has produced and nobody has taken yet.
struct Outbox {
    /// May leave at once.
    std::vector<Message> messages;
    /// May leave, or be given back to this node, only when all that was unstable when they were
    /// made is on stable storage: answers to appends, votes, and the leader's own
    /// acknowledgement (§5.3, Figure 2: "updated on stable storage before responding").
    std::vector<Message> messagesAfterAppend;
    std::vector<ReadState> readStates;
};

/// The protocol: one node's Raft as a deterministic state machine (Ongaro and Ousterhout, "In
/// Search of an Understandable Consensus Algorithm"; Ongaro's dissertation for pre-vote,
/// check-quorum, reads and transfer).
///
/// It has no clock, no threads and no I/O: ticks and messages go in, the Outbox, the unstable log
/// and the committed entries come out. RawNode wraps it and is what others use. Its parts lie in
/// one source file each:
///
///     raft.cpp              construction, ticks, the dispatch of messages, sending
///     raft_election.cpp     roles, campaigns, votes            (§5.2, §5.4.1)
///     raft_replication.cpp  proposals, appends, commit         (§5.3, §5.4.2)
///     raft_snapshot.cpp     snapshots sent and restored        (§7)
///     raft_membership.cpp   configuration changes              (§6)
///     raft_reads.cpp        linearizable reads                 (dissertation §6.4)
///     raft_transfer.cpp     leadership transfer                (dissertation §3.10)
///
///     m_role == Leader  =>  m_lead == m_id
///     m_term, and m_vote within a term, never go back
///     m_leadTransferee != kNoNode  =>  m_role == Leader
///
/// A refused call returns an Error and changes nothing. Belongs to one executor.
class Raft {
public:
    /// `members` is what the configuration in `initial` comes to. `storage` and the sink of the
    /// configuration must outlive this.
    Raft(const Config& config, const Storage& storage, const InitialState& initial,
         ConfiguredMembers members);

    // --- inputs

    /// One tick of the injected clock.
    void tick();
    /// Any message: of a peer, of a storage thread, or a local one. Peers' messages must have
    /// passed checkMessage().
    Result<void> step(Message message);
    /// Refuses what no correct member can have sent to a node in this state.
    [[nodiscard]] Result<void> checkMessage(const Message& message) const;
    /// ProposalDropped: certain to be in nobody's log. `proposals` is left alone then. `proposer`
    /// is the member that passed them on, or nobody for this node's own.
    Result<void> propose(Entries& proposals, NodeId proposer = kNoNode);
    /// Committed entries that the state machine has applied: the last one, and their sizes, as
    /// limitSize and as payload.
    struct AppliedBatch {
        Index last;
        std::uint64_t size{0};
        std::uint64_t payload{0};
    };
    void confirmApplied(const AppliedBatch& batch);
    /// Carries out a committed change. InvalidConfChange leaves everything as it is.
    Result<ConfState> applyConfChange(const ConfChangeV2& change);

    /// A node that may not does not campaign, whatever asks it to: its vote would not count. As it
    /// was made, it may.
    void setMayCampaign(bool mayCampaign) noexcept;

    // --- state

    [[nodiscard]] NodeId id() const noexcept { return m_id; }
    [[nodiscard]] HardState hardState() const { return {m_term, m_vote, m_log.committed()}; }
    [[nodiscard]] SoftState softState() const { return {m_lead, m_role}; }
    [[nodiscard]] Term term() const noexcept { return m_term; }
    [[nodiscard]] Status status() const;
    [[nodiscard]] const RaftLog& log() const noexcept { return m_log; }
    [[nodiscard]] RaftLog& log() noexcept { return m_log; }
    [[nodiscard]] const ProgressTracker& tracker() const noexcept { return m_tracker; }
    [[nodiscard]] Outbox& outbox() noexcept { return m_outbox; }
    [[nodiscard]] const Outbox& outbox() const noexcept { return m_outbox; }
    [[nodiscard]] Tracer& tracer() noexcept { return m_tracer; }
    [[nodiscard]] TickClock& clock() noexcept { return m_clock; }

private:
    // raft.cpp
    void tickElection();
    void tickHeartbeat();
    bool meetHigherTerm(const Message& message);
    void answerLowerTerm(const Message& message);
    Result<void> stepAsLeader(Message& message);
    Result<void> stepAsCandidate(Message& message);
    Result<void> stepAsFollower(Message& message);
    void stepProgress(Message& message, Progress& from);
    void ignore(const Message& message, trace::IgnoredBecause reason);
    void send(Message message);

    // raft_election.cpp
    void becomeFollower(Term term, NodeId lead);
    void becomePreCandidate();
    void becomeCandidate();
    void becomeLeader();
    void reset(Term term);
    void enterRole(Role role, NodeId lead);
    void setLead(NodeId lead);
    [[nodiscard]] bool isPromotable() const;
    [[nodiscard]] bool hasUnappliedConfChanges() const;
    [[nodiscard]] bool isWithinLease() const;
    [[nodiscard]] bool isVoteHeld() const;
    void maybeCampaign(trace::CampaignKind kind);
    void campaign(trace::CampaignKind kind);
    void handleVoteRequest(const Message& message);
    void handleVoteResponse(const Message& message);
    [[nodiscard]] trace::VoteReason decideVote(const Message& message) const;
    void checkQuorum();

    // raft_replication.cpp
    void prepareConfChanges(Entries& proposals);
    void appendEntries(Entries& newEntries);
    void traceAppended(const Message& message, const AppendOutcome& outcome);
    bool maybeSendAppend(NodeId to, Progress& progress, bool sendIfEmpty);
    void sendAppend(NodeId to, Progress& progress) { maybeSendAppend(to, progress, true); }
    void sendHeartbeat(NodeId to, Progress& progress, const Bytes& context);
    void broadcastAppend();
    void broadcastHeartbeat();
    bool maybeCommit();
    void handleAppend(const Message& message);
    void handleAppendResponse(const Message& message, Progress& from);
    void handleAppendAccepted(const Message& message, Progress& from);
    void handleHeartbeat(const Message& message);
    void handleHeartbeatResponse(const Message& message, Progress& from);
    void handleStorageAppendResponse(const Message& message);
    void commitTo(Index index);
    void appliedTo(Index index, std::uint64_t size);
    /// Applies `change` to a member's progress, and tells of its new state.
    template <class Change>
    void changeProgress(NodeId peer, Progress& progress, const Change& change) {
        const ProgressState before = progress.state();
        change(progress);
        if (progress.state() != before) {
            m_tracer.emit(m_term, [&] {
                return trace::ProgressChanged{peer, before, progress.state(), progress.match(),
                                              progress.next()};
            });
        }
    }

    // raft_snapshot.cpp
    bool maybeSendSnapshot(NodeId to, Progress& progress);
    void handleSnapshot(const Message& message);
    bool restore(const std::shared_ptr<const Snapshot>& snapshot, NodeId from);
    void handleSnapshotStatus(const Message& message, Progress& from);
    void appliedSnapshot(const Snapshot& snapshot);

    // raft_membership.cpp
    ConfState switchTo(ConfiguredMembers members);
    void maybeLeaveJoint();

    // raft_reads.cpp
    [[nodiscard]] bool hasCommittedInCurrentTerm() const;
    Result<void> handleReadIndex(Message& message);
    void serveRead(const ReadRequest& request);
    void answerRead(const ReadRequest& request, Index index);
    void releasePostponedReads();
    [[nodiscard]] bool hasLease() const;
    void handleEcho(const Message& message, Progress& from);

    // raft_transfer.cpp
    void handleTransferLeader(const Message& message, Progress& to);
    void sendTimeoutNow(NodeId to);
    void abortTransfer();

    // What never changes.
    const NodeId m_id;
    const std::uint64_t m_maxMessageSize;
    const std::size_t m_maxPendingReads;
    const bool m_checkQuorum;
    const bool m_preVote;
    const bool m_disableProposalForwarding;
    const bool m_disableConfChangeValidation;
    const bool m_stepDownOnRemoval;
    const ReadOnlyOption m_readOnlyOption;
    const Sabotage* const m_sabotage;

    Tracer m_tracer;
    Outbox m_outbox;

    // Figure 2, "persistent state" (the log keeps the rest of it).
    Term m_term;
    NodeId m_vote;
    RaftLog m_log;

    // Role, and what every role needs.
    Role m_role{Role::Follower};
    NodeId m_lead;
    bool m_mayCampaign{true};
    ProgressTracker m_tracker;
    TickClock m_clock;
    /// The tick at which a leader was heard last, whatever the term was; 0 for never. A node that
    /// has taken part before may have heard one just before it restarted.
    std::uint64_t m_leaderHeardAt;

    // Of a leader only; reset with every change of role.
    NodeId m_leadTransferee;
    /// No configuration change may be proposed until this index is applied: at most one is pending
    /// (dissertation §4.1). A new leader, who does not know, takes its last index.
    Index m_pendingConfIndex;
    UncommittedBudget m_uncommitted;
    ReadQueue m_reads;
    /// Came before this leader had committed anything in its term.
    std::vector<ReadRequest> m_postponedReads;
    /// Somebody was told to campaign in spite of leases, so this leader cannot rely on its own any
    /// more (dissertation §6.4.1).
    bool m_leaseGivenUp{false};
};

}  // namespace quorate::raft
