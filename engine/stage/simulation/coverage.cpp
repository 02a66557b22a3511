// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/simulation/coverage.h"

namespace quorate::stage {

std::string_view toString(Met met) noexcept {
    static constexpr std::array<std::string_view, kMetCount> kNames{
        "Campaign",
        "PreVoteCampaign",
        "TransferCampaign",
        "ElectionWon",
        "LeaderChangeWithUncommittedTail",
        "CampaignHeldBack",
        "QuorumLost",
        "VoteRefusedForLog",
        "VoteRefusedForVote",
        "VoteRefusedForLease",
        "TransferStarted",
        "TransferAborted",
        "ConflictTruncated",
        "AppendRejected",
        "ProposalForwarded",
        "ProposalDuplicated",
        "ProposalRefused",
        "ProposalUnknown",
        "LogCompacted",
        "SnapshotSaved",
        "SnapshotSent",
        "SnapshotInstalled",
        "SnapshotDuringAnother",
        "SimpleConfChange",
        "JointEntered",
        "JointLeft",
        "LearnerInConfig",
        "ConfChangeAcrossCrash",
        "LinearizableRead",
        "LeaseRead",
        "LocalRead",
        "ReadForwarded",
        "ReadPostponed",
        "ReadDuringLeaderChange",
        "ReadOfOldRevision",
        "SwapSucceeded",
        "SwapFailed",
        "LeaseGranted",
        "LeaseExpired",
        "Compacted",
        "MessageLost",
        "MessageDuplicated",
        "MessageOvertaken",
        "MessageCut",
        "MessageToNobody",
        "OneWayCut",
        "Paused",
        "AllDown",
        "RestartAheadOfCommit",
        "StateFromSnapshot",
        "LogRestarted",
        "StoppedByFailure",
        "StoppedByFullDisk",
        "StartedAfterThat",
    };
    return met < Met::Count_ ? kNames[static_cast<std::size_t>(met)] : "?";
}

void Coverage::add(const Coverage& other) noexcept {
    for (std::size_t i = 0; i < kMetCount; ++i) {
        m_counts[i] += other.m_counts[i];
    }
    for (std::size_t i = 0; i < kCrashPointCount; ++i) {
        m_crashes[i] += other.m_crashes[i];
    }
}

}  // namespace quorate::stage
