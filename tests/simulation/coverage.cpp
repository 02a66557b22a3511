// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/coverage.h"

namespace quorate::simulation {

namespace {

constexpr std::array<const char*, kMetCount> kNames{
    "Campaign",
    "PreVoteCampaign",
    "TransferCampaign",
    "ElectionWon",
    "CampaignHeldBack",
    "QuorumLost",
    "VoteRefusedForLog",
    "VoteRefusedForLease",
    "ProposalTaken",
    "ProposalRefused",
    "ProposalForwarded",
    "ConflictTruncated",
    "AppendRejected",
    "Backtracked",
    "SnapshotSent",
    "SnapshotRestored",
    "SnapshotFastForwarded",
    "SnapshotIgnored",
    "SnapshotBusy",
    "LogCompacted",
    "SimpleConfChange",
    "JointEntered",
    "JointLeft",
    "LearnerInConfig",
    "ConfChangeReplaced",
    "ConfChangeRefusedAtApply",
    "LeaderOutsideConfig",
    "TransferStarted",
    "TransferAborted",
    "TimeoutNowSent",
    "ReadServed",
    "ReadInLeaseMode",
    "ReadPostponed",
    "ReadForwarded",
    "MessageLost",
    "MessageDuplicated",
    "MessageOvertaken",
    "MessageCut",
    "OneWayCut",
    "MessageIgnored",
    "Unreachable",
    "Crash",
    "CrashWithUnsyncedLost",
    "CrashWithAppliedLost",
    "CrashInsideReady",
    "CrashOfStorageWork",
    "RestartAheadOfCommit",
    "InputInsideReady",
    "LeaderCommitBeforeOwnWrite",
    "InflightFull",
    "StrandedByRemoval",
    "StrandedByTerm",
};

}  // namespace

const char* toString(Met met) noexcept {
    return met < Met::Count_ ? kNames[static_cast<std::size_t>(met)] : "?";
}

void Coverage::add(const Coverage& other) noexcept {
    for (std::size_t i = 0; i < kMetCount; ++i) {
        m_counts[i] += other.m_counts[i];
    }
}

}  // namespace quorate::simulation
