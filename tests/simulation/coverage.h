// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace quorate::simulation {

/// What a run should have met at least once in thousands of seeds: a test that never sees a
/// snapshot proves nothing about snapshots.
enum class Met : std::uint8_t {
    Campaign,
    PreVoteCampaign,
    TransferCampaign,
    ElectionWon,
    CampaignHeldBack,
    QuorumLost,
    VoteRefusedForLog,
    VoteRefusedForLease,
    ProposalTaken,
    ProposalRefused,
    ProposalForwarded,
    ConflictTruncated,
    AppendRejected,
    Backtracked,
    SnapshotSent,
    SnapshotRestored,
    SnapshotFastForwarded,
    SnapshotIgnored,
    SnapshotBusy,
    LogCompacted,
    SimpleConfChange,
    JointEntered,
    JointLeft,
    LearnerInConfig,
    ConfChangeReplaced,
    ConfChangeRefusedAtApply,
    LeaderOutsideConfig,
    TransferStarted,
    TransferAborted,
    TimeoutNowSent,
    ReadServed,
    ReadInLeaseMode,
    ReadPostponed,
    ReadForwarded,
    MessageLost,
    MessageDuplicated,
    MessageOvertaken,
    MessageCut,
    OneWayCut,
    MessageIgnored,
    Unreachable,
    Crash,
    CrashWithUnsyncedLost,
    CrashWithAppliedLost,
    CrashInsideReady,
    CrashOfStorageWork,
    RestartAheadOfCommit,
    InputInsideReady,
    LeaderCommitBeforeOwnWrite,
    InflightFull,
    StrandedByRemoval,
    StrandedByTerm,
    Count_,
};

inline constexpr std::size_t kMetCount = static_cast<std::size_t>(Met::Count_);

/// "ConflictTruncated" and so on.
const char* toString(Met met) noexcept;

/// How often what was met.
class Coverage {
public:
    void met(Met what) noexcept { ++m_counts[static_cast<std::size_t>(what)]; }
    [[nodiscard]] std::uint64_t count(Met what) const noexcept {
        return m_counts[static_cast<std::size_t>(what)];
    }
    void add(const Coverage& other) noexcept;

private:
    std::array<std::uint64_t, kMetCount> m_counts{};
};

}  // namespace quorate::simulation
