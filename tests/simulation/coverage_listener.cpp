// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/coverage_listener.h"

#include <variant>

namespace quorate::simulation {

namespace trace = raft::trace;

namespace {

/// Which of the counted things an event of a core is; Count_ for none of them.
struct Classify {
    Met operator()(const trace::CampaignStarted& event) const {
        switch (event.kind) {
        case trace::CampaignKind::PreElection:
            return Met::PreVoteCampaign;
        case trace::CampaignKind::Transfer:
            return Met::TransferCampaign;
        case trace::CampaignKind::Election:
            break;
        }
        return Met::Campaign;
    }
    Met operator()(const trace::RoleChanged& event) const {
        return event.to == raft::Role::Leader ? Met::ElectionWon : Met::Count_;
    }
    Met operator()(const trace::CampaignHeldBack& /*event*/) const { return Met::CampaignHeldBack; }
    Met operator()(const trace::QuorumLost& /*event*/) const { return Met::QuorumLost; }
    Met operator()(const trace::VoteDecided& event) const {
        switch (event.reason) {
        case trace::VoteReason::LogNotUpToDate:
            return Met::VoteRefusedForLog;
        case trace::VoteReason::LeaderHeard:
            return Met::VoteRefusedForLease;
        default:
            return Met::Count_;
        }
    }
    Met operator()(const trace::LogTruncated& /*event*/) const { return Met::ConflictTruncated; }
    Met operator()(const trace::AppendRejected& /*event*/) const { return Met::AppendRejected; }
    Met operator()(const trace::Backtracked& /*event*/) const { return Met::Backtracked; }
    Met operator()(const trace::SnapshotEvent& event) const {
        switch (event.step) {
        case trace::SnapshotStep::Sent:
            return Met::SnapshotSent;
        case trace::SnapshotStep::Restored:
            return Met::SnapshotRestored;
        case trace::SnapshotStep::FastForwarded:
            return Met::SnapshotFastForwarded;
        case trace::SnapshotStep::IgnoredOld:
        case trace::SnapshotStep::IgnoredNotMember:
            return Met::SnapshotIgnored;
        case trace::SnapshotStep::Installed:
            break;
        }
        return Met::Count_;
    }
    Met operator()(const trace::ConfChangeReplaced& /*event*/) const {
        return Met::ConfChangeReplaced;
    }
    Met operator()(const trace::LeaderTransfer& event) const {
        switch (event.step) {
        case trace::TransferStep::Started:
            return Met::TransferStarted;
        case trace::TransferStep::TimeoutNowSent:
            return Met::TimeoutNowSent;
        case trace::TransferStep::Aborted:
            break;
        }
        return Met::TransferAborted;
    }
    Met operator()(const trace::ReadEvent& event) const {
        switch (event.step) {
        case trace::ReadStep::Postponed:
            return Met::ReadPostponed;
        case trace::ReadStep::Forwarded:
            return Met::ReadForwarded;
        default:
            return Met::Count_;
        }
    }
    Met operator()(const trace::MessageIgnored& /*event*/) const { return Met::MessageIgnored; }
    Met operator()(const trace::MessageSent& event) const {
        return event.message->type == raft::MessageType::Prop ? Met::ProposalForwarded
                                                              : Met::Count_;
    }
    template <class Other>
    Met operator()(const Other& /*event*/) const {
        return Met::Count_;
    }
};

}  // namespace

raft::EventId CoverageListener::record(const raft::TraceEvent& event) {
    const Met what = std::visit(Classify(), event.body);
    if (what != Met::Count_) {
        m_coverage.met(what);
    }
    return raft::EventId(++m_lastEvent);
}

}  // namespace quorate::simulation
