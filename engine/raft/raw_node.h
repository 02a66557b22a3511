// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/conf_change.h"
#include "engine/raft/config.h"
#include "engine/raft/raft.h"
#include "engine/raft/ready.h"
#include "engine/raft/status.h"
#include "engine/raft/storage.h"

namespace quorate::raft {

/// The core as others use it: inputs in, Ready out.
///
///     while the node lives:
///         give it ticks, messages, proposals
///         if (hasReady()) { take the Ready, do what it says, advance() }
///
/// With Config::asyncStorageWrites there is no advance(): the storage messages in the Ready are
/// handled in any time, and their responses are given back through stepLocal().
///
/// This is the boundary at which a broken invariant of the core is caught. From then on the core is
/// failed: every call answers NodeFailed with the reason, and nothing changes any more.
///
/// Belongs to one executor. Refused calls change nothing.
class RawNode {
public:
    /// A node as `storage` left it, or a new one where storage is empty. `storage` must outlive it.
    /// InvalidArgument for a configuration that cannot work, Corrupted for a state that no node can
    /// have left.
    static Result<std::unique_ptr<RawNode>> create(const Config& config, const Storage& storage);

    // --- inputs

    /// One tick of the injected clock.
    void tick();

    /// A message of a peer, as it came from the network: InvalidMessage, LocalMessage,
    /// PeerNotFound, or the refusal of what it asks for.
    Result<void> step(Message message);

    /// A response that the storage threads gave back: their own, or one of this node to itself.
    Result<void> stepLocal(Message message);

    /// ProposalDropped: certain to be in nobody's log. Otherwise it may or may not be committed.
    Result<void> propose(Bytes data);
    /// Several at once, to stand one behind the other in the log. Taken only if not refused.
    Result<void> propose(Entries& entries);
    Result<void> proposeConfChange(const ConfChange& change);
    Result<void> proposeConfChange(const ConfChangeV2& change);

    /// To be called for every committed configuration change that is applied, in order.
    /// InvalidConfChange for one that changes nothing, since the configuration does not allow it.
    Result<ConfState> applyConfChange(const ConfChangeV2& change);

    /// Campaign now.
    void campaign();
    /// See Raft::setMayCampaign().
    void setMayCampaign(bool mayCampaign) noexcept { m_raft.setMayCampaign(mayCampaign); }
    /// Ask for a read index. The answer comes as a ReadState with the same context, or never: the
    /// request is lost with a change of leader. A lease answers only where the leader's Config
    /// allows leases; else a quorum does. Unavailable without a leader, Busy.
    Result<void> readIndex(Bytes context, ReadOnlyOption how = ReadOnlyOption::Safe);
    /// The wish that `transferee` lead. Best effort.
    Result<void> transferLeader(NodeId transferee);
    /// Stop following the leader, without a campaign; its next message ends that.
    void forgetLeader();
    /// The transport cannot reach a member.
    void reportUnreachable(NodeId peer);
    /// The transport has sent a snapshot, or failed to.
    void reportSnapshot(NodeId peer, bool succeeded);

    // --- output

    [[nodiscard]] bool hasReady() const;
    /// Fills `ready` with what there is to do, reusing its memory. Counts as accepted.
    void takeReady(Ready& ready);
    [[nodiscard]] Ready takeReady();
    /// The last Ready is done. Only without asynchronous storage writes.
    void advance();

    // --- state

    [[nodiscard]] NodeId id() const noexcept { return m_raft.id(); }
    [[nodiscard]] HardState hardState() const { return m_raft.hardState(); }
    [[nodiscard]] SoftState softState() const { return m_raft.softState(); }
    [[nodiscard]] Status status() const { return m_raft.status(); }
    [[nodiscard]] ConfState confState() const { return m_raft.tracker().confState(); }
    /// What the core tracks, read only; valid until the next input.
    [[nodiscard]] const Raft& raft() const noexcept { return m_raft; }
    /// Why the core failed; empty while it works.
    [[nodiscard]] const std::string& failure() const noexcept { return m_failure; }
    [[nodiscard]] bool hasFailed() const noexcept { return !m_failure.empty(); }

    /// The next election timeout, in ticks: for tests and teaching. OutOfRange outside of
    /// [electionTicks, 2 * electionTicks - 1].
    Result<void> setRandomizedElectionTimeout(std::uint32_t ticks);
    /// Who listens from now on; null for nobody. Outlives the core, or is taken away before.
    void setTraceSink(TraceSink* sink) noexcept { m_raft.tracer().setSink(sink); }

private:
    RawNode(const Config& config, const Storage& storage, const InitialState& initial,
            ConfiguredMembers members);

    template <class Body>
    Result<void> guarded(const Body& body);
    Result<void> request(trace::Request what, Message message);
    Result<void> checkLocal(const Message& message) const;
    [[nodiscard]] bool appliesUnstableEntries() const noexcept { return !m_asyncStorageWrites; }
    void fillReady(Ready& ready);
    void routeMessages(Ready& ready);
    void acceptReady(const Ready& ready);
    [[nodiscard]] bool needsAppendResponse(const Ready& ready) const;
    [[nodiscard]] Message storageAppend(const Ready& ready);
    [[nodiscard]] Message storageAppendResponse(const Ready& ready) const;
    [[nodiscard]] Message storageApply(const Ready& ready);

    const bool m_asyncStorageWrites;
    const OnBrokenInvariant m_onBrokenInvariant;
    std::string m_failure;
    Raft m_raft;
    SoftState m_previousSoftState;
    HardState m_previousHardState;
    /// What advance() gives back to the core, and how much of it is applied then.
    std::vector<Message> m_stepsOnAdvance;
    Raft::AppliedBatch m_appliedOnAdvance;
    bool m_isReadyOpen{false};
};

}  // namespace quorate::raft
