// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "engine/base/result.h"
#include "engine/node/applier.h"
#include "engine/node/client_port.h"
#include "engine/node/electorate.h"
#include "engine/node/envelope.h"
#include "engine/node/log_store.h"
#include "engine/node/log_writer.h"
#include "engine/node/node_config.h"
#include "engine/node/node_log.h"
#include "engine/node/node_reporter.h"
#include "engine/node/pending_proposals.h"
#include "engine/node/pending_reads.h"
#include "engine/node/recovered_state.h"
#include "engine/node/snapshot_store.h"
#include "engine/node/state_machine.h"
#include "engine/node/transport.h"
#include "engine/observe/moment.h"
#include "engine/observe/node_state.h"
#include "engine/observe/observer.h"
#include "engine/raft/raw_node.h"

namespace quorate::node {

/// The world around a node. All of it must outlive the node.
///
/// Calls into the world return at once. What they bring about comes back through the node's own
/// functions, later and on the node's executor, never from within the call.
struct NodePorts {
    LogStore& log;
    SnapshotStore& snapshots;
    StateMachine& stateMachine;
    Transport& transport;
    ClientPort& clients;
    /// Hears of everything that happens; null for nobody, which costs nothing.
    observe::Observer* observer{nullptr};
};

/// What a read promises.
enum class ReadLevel : std::uint8_t {
    Linearizable,  ///< sees all that was answered before it was asked; a quorum confirms the leader
    Lease,         ///< the same as long as clocks run at about the same rate
    Local,         ///< what this node has applied, however old
};

/// A running member: one core, driven through Ready with asynchronous storage writes, between its
/// disk, its peers and its clients (dissertation §10.2.1 for the leader's parallel write).
///
///     give it inputs (ticks, messages, completions, requests), then call pump()
///
/// A proposal ends as applied, refused (certain not to be done) or unknown, and is never repeated.
/// A read ends as readable or refused; one that is caught in a change of leader is asked again,
/// which is safe.
///
/// A failed write, a broken invariant, or a completion of what was not asked for fails the node: it
/// stops writing, answering and sending for good, and says why. Belongs to one executor.
class Node {
public:
    /// A node as its disk left it. `now` and `cause` are for observers. InvalidArgument, Corrupted.
    static Result<std::unique_ptr<Node>> start(const NodeConfig& config, NodePorts ports,
                                               const RecoveredState& recovered,
                                               observe::Moment now = {},
                                               raft::EventId cause = raft::kNoEvent);

    /// What happens from now on happens at this moment, for observers.
    void setMoment(observe::Moment now) noexcept { m_reporter.setMoment(now); }
    /// Who hears of everything from now on, instead of who was given at the start; null for nobody.
    /// Between inputs. What caused what follows at once is not known to one who comes late.
    void setObserver(observe::Observer* observer);
    /// All of the node at this moment, for observers that come late. It is what the events since
    /// its start lead to, but for when the work under way began (now, instead), and the indexes of
    /// a leader's appends in flight. Errors are those of reading the log.
    [[nodiscard]] Result<observe::NodeState> state() const;

    // --- inputs of the world

    void tick();
    /// A message of a peer. An error says why it was not taken; nothing has changed then.
    Result<void> receive(raft::Message message);
    void reportUnreachable(raft::NodeId peer) { m_core->reportUnreachable(peer); }
    void reportSnapshot(raft::NodeId peer, bool arrived) { m_core->reportSnapshot(peer, arrived); }

    /// The write of this number is done; an error fails the node.
    void logWritten(std::uint64_t number, const Result<void>& result);
    /// The batch of this number is applied; an error fails the node.
    void applied(std::uint64_t number, const Result<ApplyReport>& report);
    /// All that was applied when it was asked for is durable; an error fails the node.
    void stateSynced(const Result<void>& result);
    /// The snapshot that was asked for last is durable. An error leaves the log as it is; another
    /// one is asked for, not before NodeConfig::snapshotRetryTicks. `bytes` are for observers.
    void snapshotSaved(const Result<raft::SnapshotMetadata>& saved, std::uint64_t bytes = 0);
    /// The snapshot is the state now; an error fails the node.
    void snapshotInstalled(const Result<raft::SnapshotMetadata>& installed,
                           std::uint64_t bytes = 0);

    // --- who its peers are, and whether their word counts: see Electorate

    /// As Electorate::judge().
    [[nodiscard]] Result<Electorate::Standing> judgePeer(raft::NodeId peer,
                                                         std::uint64_t directory) const;
    /// The peer may, and does: all that receive() is given of it comes from there.
    void peerMet(raft::NodeId peer, std::uint64_t directory, Electorate::Standing standing);
    void peerLost(raft::NodeId peer);
    /// What a peer says that was met: that its own directory is confirmed, that it remembers this
    /// node's, or that it turns this node away.
    void peerConfirmed(raft::NodeId peer) { m_electorate.peerConfirmed(peer); }
    void rememberedBy(raft::NodeId peer) { m_electorate.rememberedBy(peer); }
    void turnedAwayBy(raft::NodeId peer) { m_electorate.turnedAwayBy(peer); }
    /// This node's directory is written down as confirmed (NodeStorage::admitPeer), as was due.
    void confirm();
    [[nodiscard]] bool isUnconfirmed() const { return m_electorate.isUnconfirmed(tracker()); }
    [[nodiscard]] bool isConfirmationDue() const {
        return m_electorate.isConfirmationDue(tracker());
    }
    [[nodiscard]] bool remembers(raft::NodeId peer) const {
        return m_electorate.remembers(peer, tracker());
    }
    [[nodiscard]] const Electorate& electorate() const noexcept { return m_electorate; }
    /// A snapshot took the place of the state; before snapshotInstalled().
    void directoriesReplaced(MemberDirectories directories);

    /// Its host cannot go on with it: the node fails for this reason.
    void giveUp(const std::string& reason);
    /// Does all that there is to do: to be called after inputs, once for any number of them.
    void pump();

    // --- requests of clients, answered through the ClientPort

    /// Proposals gather until pump(), and reach the log, or the leader, together.
    /// Refused: Busy, TooLarge, ProposalDropped, FailedPrecondition where this node is no member
    /// any more, NodeFailed.
    void propose(RequestToken token, Bytes command, const RequestOrigin& origin = {});
    void read(RequestToken token, ReadLevel level, const RequestOrigin& origin = {});
    /// Passed on to the leader, as proposals are. Refused with FailedPrecondition while another
    /// change is pending, or where a voter's directory is not known (Electorate); with
    /// InvalidConfChange where it cannot be; a follower hears of them through the log. A voter that
    /// is added alone and was not met yet is a learner until it is met and has caught up; then the
    /// leader makes it a voter by itself.
    void changeMembership(RequestToken token, raft::ConfChangeV2 change,
                          const RequestOrigin& origin = {});
    /// Makes a learner that has caught up a voter; Refused with FailedPrecondition for another.
    void promote(RequestToken token, raft::NodeId learner, Bytes context,
                 const RequestOrigin& origin = {});

    // --- requests of operators

    /// Passed on to the leader. Unavailable where none is known.
    Result<void> transferLeader(raft::NodeId to);
    void campaign() { m_core->campaign(); }
    void forgetLeader() { m_core->forgetLeader(); }

    // --- state

    [[nodiscard]] raft::NodeId id() const noexcept { return m_core->id(); }
    [[nodiscard]] const raft::RawNode& core() const noexcept { return *m_core; }
    [[nodiscard]] raft::RawNode& core() noexcept { return *m_core; }
    [[nodiscard]] const NodeLog& log() const noexcept { return m_log; }
    /// It leads, and has applied an entry of its own term, so all that former leaders left is
    /// applied as well. Then it may decide about leases.
    [[nodiscard]] bool isLeading() const noexcept {
        return !hasFailed() && m_core->softState().role == raft::Role::Leader &&
               m_applied.term == m_core->raft().term();
    }
    [[nodiscard]] raft::Index appliedIndex() const noexcept { return m_applied.index; }
    [[nodiscard]] std::size_t pendingProposals() const noexcept { return m_proposals.count(); }
    [[nodiscard]] std::size_t pendingReads() const noexcept { return m_reads.count(); }
    /// Why the node failed; empty while it works.
    [[nodiscard]] const std::string& failure() const noexcept { return m_failure; }
    [[nodiscard]] bool hasFailed() const noexcept { return !m_failure.empty(); }

private:
    using Proposal = PendingProposals::Pending;

    Node(const NodeConfig& config, NodePorts ports, const RecoveredState& recovered);

    // node.cpp
    template <class Body>
    void guarded(const Body& body);
    template <class Body>
    void serve(RequestToken token, const Body& body);
    void fail(const std::string& reason);
    [[nodiscard]] Error failureError() const { return {ErrorCode::NodeFailed, m_failure}; }
    void doPump();
    void handleReady();
    void meetLeader(raft::NodeId lead);
    void deliver(std::vector<raft::Message> responses, raft::EventId completion);

    // node_storage.cpp
    void startLogWrite();
    [[nodiscard]] bool mustInstallFirst();
    void finishLogWrite();
    void startApply();
    void finishApply(const ApplyReport& report);
    void tellProposers(const Applier::Done& done, const ApplyReport& report);

    // node_snapshots.cpp
    void maybeSnapshot();
    void finishSave(const Result<raft::SnapshotMetadata>& saved, std::uint64_t bytes);
    void finishInstall(const Result<raft::SnapshotMetadata>& installed, std::uint64_t bytes);
    void compactBehind(const raft::SnapshotMetadata& snapshot);
    void maybeRelease();
    void maybeSync();
    void finishSync(const Result<void>& result);
    [[nodiscard]] raft::Index neededByMembers() const;
    bool compactTo(raft::Index index);
    /// One is saved, or was installed and is ahead of the log: nothing is released meanwhile.
    [[nodiscard]] bool isBusyWithSnapshot() const noexcept {
        return m_installing || m_saving || m_installed != raft::Index(0);
    }
    [[nodiscard]] raft::Index releasable(raft::Index index) const;

    // node_peers.cpp
    [[nodiscard]] const raft::ProgressTracker& tracker() const { return m_core->raft().tracker(); }
    [[nodiscard]] Result<void> checkWord(const raft::Message& message) const;
    Result<void> bindVoters(raft::ConfChangeV2& change, Envelope::Form form) const;
    void promoteAwaited();
    void standForElection();

    // node_requests.cpp
    void startReads();
    void answerReads();
    void confirmReads(const raft::ReadState& state);
    void refuseReads(const std::vector<PendingReads::Read>& reads, const Error& reason);
    void proposeEntry(RequestToken token, raft::Entry entry, const RequestOrigin& origin);
    void proposeGathered();
    void refuseProposal(const Proposal& proposal, const Error& reason);
    void giveUpProposals(const std::vector<Proposal>& proposals, const Error& reason);
    void tellAppended(const raft::Entries& entries);
    [[nodiscard]] Result<void> admitProposal(std::size_t bytes) const;
    [[nodiscard]] Result<void> admitRequest() const;
    void doPropose(RequestToken token, Bytes command, const RequestOrigin& origin);
    void doRead(RequestToken token, ReadLevel level, const RequestOrigin& origin);
    [[nodiscard]] ProposalId idOf(std::uint64_t sequence) const;

    // node_membership.cpp
    void proposeChange(RequestToken token, raft::ConfChangeV2 change, Envelope::Form form,
                       const RequestOrigin& origin);
    Result<std::optional<ProposalId>> admitForwarded(raft::Message& message) const;
    [[nodiscard]] Result<void> checkChange(const raft::ConfChangeV2& change,
                                           Envelope::Form form) const;
    [[nodiscard]] Result<void> checkPromotion(const raft::ConfChangeV2& change) const;
    Result<raft::ConfState> carryOut(const raft::ConfChangeV2& change, bool isPromotion);

    const NodeConfig m_config;
    NodePorts m_ports;
    NodeReporter m_reporter;
    NodeLog m_log;
    Electorate m_electorate;
    std::unique_ptr<raft::RawNode> m_core;
    LogWriter m_writer;
    Applier m_applier;
    PendingProposals m_proposals;
    /// The newest of them, which the core has not seen yet.
    raft::Entries m_gathered;
    std::uint64_t m_gatheredBytes{0};
    raft::EventId m_gatheredBecause;  ///< the first of them was queued
    PendingReads m_reads;
    /// Changes of others that it refused as leader, and has not applied yet as such.
    std::set<ProposalId> m_refusedChanges;
    raft::Ready m_ready;
    std::string m_failure;

    std::uint64_t m_tick{0};
    std::uint64_t m_lastRead{0};
    raft::EntryId m_applied;
    /// As of m_applied; the core's may be ahead of it.
    raft::ConfState m_appliedConfState;
    std::int64_t m_revision{0};
    std::uint64_t m_stateHash{0};
    /// Of payload, since the last snapshot.
    std::uint64_t m_bytesSinceSnapshot{0};
    /// Those of them that the snapshot being saved covers.
    std::uint64_t m_bytesInSnapshot{0};
    std::uint64_t m_nextSnapshotTick{0};
    /// Of payload, since the log in memory was released last, and what was applied then.
    std::uint64_t m_bytesSinceRelease{0};
    raft::Index m_lastRelease;
    /// Of payload, since the state was last asked to be synced.
    std::uint64_t m_bytesSinceSync{0};
    /// What was last asked to be made durable, and while it is being done.
    raft::Index m_lastSync;
    std::optional<raft::Index> m_syncing;
    std::optional<raft::SnapshotMetadata> m_saving;
    std::optional<raft::SnapshotMetadata> m_installing;
    /// The snapshot that is installed and not yet in the log; 0 for none.
    raft::Index m_installed;
};

}  // namespace quorate::node
