// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/node/applier.h"
#include "engine/node/client_port.h"
#include "engine/node/log_store.h"
#include "engine/node/log_writer.h"
#include "engine/node/node_config.h"
#include "engine/node/node_log.h"
#include "engine/node/pending_proposals.h"
#include "engine/node/pending_reads.h"
#include "engine/node/recovered_state.h"
#include "engine/node/snapshot_store.h"
#include "engine/node/state_machine.h"
#include "engine/node/transport.h"
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
/// A failed write, or a broken invariant of the core, fails the node: it stops writing, answering
/// and sending for good, and says why. Belongs to one executor.
class Node {
public:
    /// A node as its disk left it. InvalidArgument, Corrupted.
    static Result<std::unique_ptr<Node>> start(const NodeConfig& config, NodePorts ports,
                                               const RecoveredState& recovered);

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
    /// The snapshot that was asked for last is durable. An error leaves the log as it is: the next
    /// one will do.
    void snapshotSaved(const Result<raft::SnapshotMetadata>& saved);
    /// The snapshot is the state now; an error fails the node.
    void snapshotInstalled(const Result<raft::SnapshotMetadata>& installed);

    /// Does all that there is to do: to be called after inputs, once for any number of them.
    void pump();

    // --- requests of clients, answered through the ClientPort

    /// Refused: Busy, ProposalDropped, NodeFailed.
    void propose(RequestToken token, Bytes command);
    void read(RequestToken token, ReadLevel level);
    /// Only the leader takes membership changes: Refused with FailedPrecondition elsewhere, or
    /// while another change is pending; with InvalidConfChange where it cannot be.
    void changeMembership(RequestToken token, raft::ConfChangeV2 change);
    /// Makes a learner that has caught up a voter; Refused with FailedPrecondition for another.
    void promote(RequestToken token, raft::NodeId learner, Bytes context);

    // --- requests of operators

    Result<void> transferLeader(raft::NodeId to) { return m_core->transferLeader(to); }
    void campaign() { m_core->campaign(); }
    void forgetLeader() { m_core->forgetLeader(); }

    // --- state

    [[nodiscard]] raft::NodeId id() const noexcept { return m_core->id(); }
    [[nodiscard]] const raft::RawNode& core() const noexcept { return *m_core; }
    [[nodiscard]] raft::RawNode& core() noexcept { return *m_core; }
    [[nodiscard]] const NodeLog& log() const noexcept { return m_log; }
    [[nodiscard]] raft::Index appliedIndex() const noexcept { return m_applied; }
    [[nodiscard]] std::size_t pendingProposals() const noexcept { return m_proposals.count(); }
    [[nodiscard]] std::size_t pendingReads() const noexcept { return m_reads.count(); }
    /// Why the node failed; empty while it works.
    [[nodiscard]] const std::string& failure() const noexcept { return m_failure; }
    [[nodiscard]] bool hasFailed() const noexcept { return !m_failure.empty(); }

private:
    Node(const NodeConfig& config, NodePorts ports, const RecoveredState& recovered);

    // node.cpp
    void fail(const std::string& reason);
    [[nodiscard]] Error failureError() const { return {ErrorCode::NodeFailed, m_failure}; }
    void handleReady();
    void meetLeader(raft::NodeId lead);
    void deliver(std::vector<raft::Message> responses);

    // node_storage.cpp
    void startLogWrite();
    [[nodiscard]] bool mustInstallFirst();
    void finishLogWrite();
    void startApply();
    void tellProposers(const Applier::Done& done, const ApplyReport& report);
    void maybeSnapshot();
    void compactBehind(const raft::SnapshotMetadata& snapshot);

    // node_requests.cpp
    void startReads();
    void answerReads();
    void proposeEntry(RequestToken token, raft::Entry entry);
    [[nodiscard]] Result<void> admitProposal(std::size_t bytes) const;
    [[nodiscard]] Result<void> checkMembershipChange(const raft::ConfChangeV2& change) const;
    [[nodiscard]] ProposalId nextProposalId() const;

    const NodeConfig m_config;
    NodePorts m_ports;
    NodeLog m_log;
    std::unique_ptr<raft::RawNode> m_core;
    LogWriter m_writer;
    Applier m_applier;
    PendingProposals m_proposals;
    PendingReads m_reads;
    raft::Ready m_ready;
    std::string m_failure;

    std::uint64_t m_tick{0};
    raft::Index m_applied;
    raft::Term m_appliedTerm;
    /// Of payload, since the last snapshot.
    std::uint64_t m_bytesSinceSnapshot{0};
    bool m_isSaving{false};
    bool m_isInstalling{false};
    /// The snapshot that is installed and not yet in the log; 0 for none.
    raft::Index m_installed;
};

}  // namespace quorate::node
