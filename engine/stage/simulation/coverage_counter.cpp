// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/simulation/coverage_counter.h"

#include <algorithm>
#include <variant>

#include "engine/kv/command_codec.h"
#include "engine/observe/node_state.h"
#include "engine/raft/trace.h"

namespace quorate::stage {

namespace trace = raft::trace;

/// Events of one node, or of none.
struct CoverageCounter::Hear {
    CoverageCounter& counter;
    const observe::Event& event;

    void met(Met what) const { counter.m_coverage.met(what); }
    [[nodiscard]] Seen& seen() const { return counter.at(event.node); }

    // --- elections
    void operator()(const trace::CampaignStarted& campaign) const {
        met(campaign.kind == trace::CampaignKind::PreElection ? Met::PreVoteCampaign
            : campaign.kind == trace::CampaignKind::Transfer  ? Met::TransferCampaign
                                                              : Met::Campaign);
    }
    void operator()(const trace::RoleChanged& change) const {
        if (change.to == raft::Role::Leader) {
            met(Met::ElectionWon);
            if (seen().last > seen().commit) {
                met(Met::LeaderChangeWithUncommittedTail);
            }
        }
    }
    void operator()(const trace::LeaderChanged& /*change*/) const {
        if (seen().waitingReads > 0) {
            met(Met::ReadDuringLeaderChange);
        }
    }
    void operator()(const trace::CampaignHeldBack& /*held*/) const { met(Met::CampaignHeldBack); }
    void operator()(const trace::QuorumLost& /*lost*/) const { met(Met::QuorumLost); }
    void operator()(const trace::VoteDecided& vote) const {
        if (vote.reason == trace::VoteReason::LogNotUpToDate) {
            met(Met::VoteRefusedForLog);
        } else if (vote.reason == trace::VoteReason::VotedForAnother) {
            met(Met::VoteRefusedForVote);
        } else if (vote.reason == trace::VoteReason::LeaderHeard) {
            met(Met::VoteRefusedForLease);
        }
    }
    void operator()(const trace::LeaderTransfer& transfer) const {
        if (transfer.step == trace::TransferStep::Started) {
            met(Met::TransferStarted);
        } else if (transfer.step == trace::TransferStep::Aborted) {
            met(Met::TransferAborted);
        }
    }

    // --- the log
    void operator()(const observe::EntriesAppended& appended) const {
        const observe::EntryRuns& entries = appended.entries;
        if (entries.empty()) {
            return;
        }
        Seen& node = seen();
        node.last = raft::Index(entries.end().value() - 1);
        node.changes.erase(node.changes.lower_bound(entries.first()), node.changes.end());
        raft::Index index = entries.first();
        for (const observe::EntryRun& run : entries.runs()) {
            if (run.kind == observe::EntryKind::ConfChange) {
                node.changes.insert(index);
            }
            index = index + run.count;
        }
    }
    void operator()(const trace::LogTruncated& /*truncated*/) const { met(Met::ConflictTruncated); }
    void operator()(const trace::AppendRejected& /*rejected*/) const { met(Met::AppendRejected); }
    void operator()(const trace::CommitAdvanced& commit) const { seen().commit = commit.to; }
    void operator()(const trace::ProposalRefused& /*refused*/) const { met(Met::ProposalRefused); }
    void operator()(const observe::MessageSent& sent) const {
        if (sent.message.type == raft::MessageType::Prop) {
            met(Met::ProposalForwarded);
        }
    }
    void operator()(const observe::LogCompacted& /*compacted*/) const { met(Met::LogCompacted); }
    void operator()(const observe::LogSynced& synced) const {
        seen().syncedCommit = synced.state.commit;
    }
    void operator()(const observe::ApplyCompleted& applied) const {
        Seen& node = seen();
        node.applied = applied.applied;
        node.changes.erase(node.changes.begin(), node.changes.upper_bound(applied.applied));
    }

    // --- snapshots
    void operator()(const trace::SnapshotEvent& snapshot) const {
        Seen& node = seen();
        if (snapshot.step == trace::SnapshotStep::Sent) {
            met(Met::SnapshotSent);
        } else if (snapshot.step == trace::SnapshotStep::Restored) {
            if (node.isSaving || node.isInstalling) {
                met(Met::SnapshotDuringAnother);
            }
            node.isInstalling = true;
            node.last = std::max(node.last, snapshot.index);
            node.commit = std::max(node.commit, snapshot.index);
        }
    }
    void operator()(const observe::SnapshotStarted& /*started*/) const { seen().isSaving = true; }
    void operator()(const observe::SnapshotSaved& /*saved*/) const {
        seen().isSaving = false;
        met(Met::SnapshotSaved);
    }
    void operator()(const observe::SnapshotFailed& /*failed*/) const { seen().isSaving = false; }
    void operator()(const observe::SnapshotInstalled& /*installed*/) const {
        seen().isInstalling = false;
        met(Met::SnapshotInstalled);
    }

    // --- membership
    void operator()(const trace::ConfigurationChanged& changed) const {
        Seen& node = seen();
        const bool isJoint = changed.state.isJoint();
        if (isJoint != node.isJoint) {
            met(isJoint ? Met::JointEntered : Met::JointLeft);
        } else {
            met(Met::SimpleConfChange);
        }
        if (!changed.state.learners.empty()) {
            met(Met::LearnerInConfig);
        }
        node.isJoint = isJoint;
    }

    // --- reads
    void operator()(const trace::ReadEvent& read) const {
        if (read.step == trace::ReadStep::Forwarded) {
            met(Met::ReadForwarded);
        } else if (read.step == trace::ReadStep::Postponed) {
            met(Met::ReadPostponed);
        }
    }
    void operator()(const observe::ReadQueued& /*read*/) const { ++seen().waitingReads; }
    void operator()(const observe::ReadAnswered& /*read*/) const {
        Seen& node = seen();
        node.waitingReads -= node.waitingReads > 0 ? 1U : 0U;
    }

    // --- lives
    void operator()(const observe::NodeStarted& /*started*/) const {
        Seen& node = seen();
        counter.m_running += node.isUp ? 0U : 1U;
        const raft::Index syncedCommit = node.syncedCommit;
        node = Seen();
        node.isUp = true;
        node.syncedCommit = syncedCommit;
    }
    void operator()(const observe::NodeFrame& frame) const {
        const observe::NodeState& state = *frame.state;
        Seen& node = seen();
        node.last = state.log.last();
        node.commit = state.log.committed;
        node.applied = state.runtime.storeApplied;
        if (node.applied > node.syncedCommit) {
            met(Met::RestartAheadOfCommit);
        }
    }
    void operator()(const observe::NodeStopped& /*stopped*/) const { counter.lifeOver(event.node); }
    void operator()(const observe::NodeCrashed& /*crashed*/) const {
        if (!seen().changes.empty()) {
            met(Met::ConfChangeAcrossCrash);
        }
        counter.lifeOver(event.node);
    }
    void operator()(const observe::NodePaused& /*paused*/) const { met(Met::Paused); }

    // --- links
    void operator()(const observe::MessageDropped& dropped) const {
        if (dropped.reason == observe::DropReason::Loss) {
            met(Met::MessageLost);
        } else if (dropped.reason == observe::DropReason::LinkCut) {
            met(Met::MessageCut);
        } else if (dropped.reason == observe::DropReason::NodeDown) {
            met(Met::MessageToNobody);
        }
    }
    void operator()(const observe::MessageDuplicated& /*doubled*/) const {
        met(Met::MessageDuplicated);
    }
    void operator()(const observe::MessageDelivered& delivered) const {
        raft::EventId& latest = counter.m_arrived[delivered.link];
        if (delivered.key.sent < latest) {
            met(Met::MessageOvertaken);
        }
        latest = std::max(latest, delivered.key.sent);
    }
    void operator()(const observe::FaultStarted& fault) const {
        if (fault.kind == observe::FaultKind::LinkCut) {
            met(Met::OneWayCut);
        }
    }

    template <class Other>
    void operator()(const Other& /*other*/) const {}
};

CoverageCounter::Seen& CoverageCounter::at(raft::NodeId node) {
    if (m_nodes.size() <= node.value()) {
        m_nodes.resize(node.value() + 1);
    }
    return m_nodes[node.value()];
}

void CoverageCounter::lifeOver(raft::NodeId node) {
    m_running -= at(node).isUp ? 1U : 0U;
    at(node).isUp = false;
    if (m_running == 0) {
        m_coverage.met(Met::AllDown);
    }
}

void CoverageCounter::heard(raft::EventId /*id*/, const observe::Event& event) {
    std::visit(Hear{*this, event}, event.body);
}

void CoverageCounter::recovered(raft::NodeId /*node*/, const node::Repairs& repairs) {
    if (repairs.stateFromSnapshot) {
        m_coverage.met(Met::StateFromSnapshot);
    }
    if (repairs.logRestarted) {
        m_coverage.met(Met::LogRestarted);
    }
}

void CoverageCounter::crashed(raft::NodeId /*node*/, std::optional<CrashPoint> point) {
    if (point) {
        m_coverage.crashedAt(*point);
    }
}

void CoverageCounter::applied(raft::NodeId /*node*/, const node::ApplyBatch& batch,
                              const node::ApplyReport& report) {
    for (std::size_t i = 0; i < report.results.size(); ++i) {
        if (report.results[i].isDuplicate) {
            m_coverage.met(Met::ProposalDuplicated);
        }
        if (std::holds_alternative<kv::LeaseRevokeResponse>(report.results[i].response)) {
            const auto command = kv::decode(batch.commands[i].command);
            if (command) {
                const auto* revoke = std::get_if<kv::LeaseRevokeRequest>(&*command);
                if (revoke != nullptr && m_revoked.count(revoke->id.value) == 0) {
                    m_coverage.met(Met::LeaseExpired);
                }
            }
        }
    }
}

void CoverageCounter::invoked(OperationId /*id*/, const ClientRequest& request, Moment /*now*/) {
    if (const auto* command = std::get_if<kv::Command>(&request.what)) {
        if (const auto* revoke = std::get_if<kv::LeaseRevokeRequest>(command)) {
            m_revoked.insert(revoke->id.value);
        }
    }
}

void CoverageCounter::answered(OperationId /*id*/, const ClientRequest& request,
                               const ClientAnswer& answer, Moment /*now*/) {
    if (answer.outcome == Outcome::Unknown) {
        m_coverage.met(Met::ProposalUnknown);
    }
    if (answer.outcome != Outcome::Done) {
        return;
    }
    if (const auto* read = std::get_if<ClientRead>(&request.what)) {
        m_coverage.met(read->level == node::ReadLevel::Linearizable ? Met::LinearizableRead
                       : read->level == node::ReadLevel::Lease      ? Met::LeaseRead
                                                                    : Met::LocalRead);
        if (read->range.revision > 0) {
            m_coverage.met(Met::ReadOfOldRevision);
        }
    } else if (const auto* txn = std::get_if<kv::TxnResponse>(&answer.response)) {
        m_coverage.met(txn->succeeded ? Met::SwapSucceeded : Met::SwapFailed);
    } else if (std::holds_alternative<kv::LeaseGrantResponse>(answer.response)) {
        m_coverage.met(Met::LeaseGranted);
    } else if (std::holds_alternative<kv::CompactResponse>(answer.response)) {
        m_coverage.met(Met::Compacted);
    }
}

}  // namespace quorate::stage
