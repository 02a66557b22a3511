// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/stage/crash_point.h"

namespace quorate::stage {

/// What hundreds of runs should have met: a simulation that never sees a snapshot proves nothing
/// about snapshots.
enum class Met : std::uint8_t {
    // elections
    Campaign,
    PreVoteCampaign,
    TransferCampaign,
    ElectionWon,
    LeaderChangeWithUncommittedTail,  ///< a new leader's log goes beyond what it knows as committed
    CampaignHeldBack,
    QuorumLost,
    VoteRefusedForLog,
    VoteRefusedForVote,
    VoteRefusedForLease,
    TransferStarted,
    TransferAborted,
    // the log
    ConflictTruncated,
    AppendRejected,
    ProposalForwarded,
    ProposalDuplicated,  ///< one that arrived twice was applied once
    ProposalRefused,
    ProposalUnknown,
    LogCompacted,
    // snapshots
    SnapshotSaved,
    SnapshotSent,
    SnapshotInstalled,
    SnapshotDuringAnother,  ///< one arrives while one is written or installed
    // membership
    SimpleConfChange,
    JointEntered,
    JointLeft,
    LearnerInConfig,
    ConfChangeAcrossCrash,  ///< a node crashes between taking a change and applying it
    // reads
    LinearizableRead,
    LeaseRead,
    LocalRead,
    ReadForwarded,
    ReadPostponed,
    ReadDuringLeaderChange,  ///< the leader changes while a node waits for a read's confirmation
    ReadOfOldRevision,
    // clients
    SwapSucceeded,
    SwapFailed,
    LeaseGranted,
    LeaseExpired,
    Compacted,
    // what breaks
    MessageLost,
    MessageDuplicated,
    MessageOvertaken,
    MessageCut,
    MessageToNobody,
    OneWayCut,
    Paused,
    AllDown,
    RestartAheadOfCommit,  ///< applied is beyond the stored commit index
    // what a start set right
    StateFromSnapshot,  ///< the store had lost what the log did not have any more
    LogRestarted,       ///< a snapshot was installed, and the log had not heard of it
    // disks
    StoppedByFailure,  ///< a node stopped, or could not start, since its disk failed
    StoppedByFullDisk,
    StartedAfterThat,
    Count_,
};
inline constexpr std::size_t kMetCount = static_cast<std::size_t>(Met::Count_);

/// "ConflictTruncated" and so on.
std::string_view toString(Met met) noexcept;

/// How often what was met.
class Coverage {
public:
    void met(Met what) noexcept { ++m_counts[static_cast<std::size_t>(what)]; }
    void crashedAt(CrashPoint point) noexcept { ++m_crashes[static_cast<std::size_t>(point)]; }
    [[nodiscard]] std::uint64_t count(Met what) const noexcept {
        return m_counts[static_cast<std::size_t>(what)];
    }
    [[nodiscard]] std::uint64_t count(CrashPoint point) const noexcept {
        return m_crashes[static_cast<std::size_t>(point)];
    }
    void add(const Coverage& other) noexcept;

private:
    std::array<std::uint64_t, kMetCount> m_counts{};
    std::array<std::uint64_t, kCrashPointCount> m_crashes{};
};

}  // namespace quorate::stage
