// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/raft/progress_tracker.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

namespace quorate::raft {

/// How far the log goes, in every respect.
struct LogStatus {
    Index firstIndex;
    EntryId last;
    Index committed;
    Index applying;
    Index applied;
    Index unstableOffset;            ///< all before it is stable
    Index unstableOffsetInProgress;  ///< all before it is stable or being written
    Index unstableSnapshot;          ///< 0 without one
};

/// The timers, in ticks.
struct TimerStatus {
    std::uint32_t electionElapsed{0};
    std::uint32_t randomizedElectionTimeout{0};
    std::uint32_t electionTimeout{0};
    std::uint32_t heartbeatElapsed{0};
    std::uint32_t heartbeatTimeout{0};
};

/// A core at one moment, as a value: for observers, tests and tools.
struct Status {
    NodeId id;
    HardState hardState;
    SoftState softState;
    LogStatus log;
    TimerStatus timers;
    TrackedConfig config;
    /// What this leader knows of every member; empty on others.
    ProgressMap progress;
    /// Of a running election, in the order in which they came in.
    std::vector<std::pair<NodeId, bool>> votes;
    NodeId leadTransferee;
    Index pendingConfIndex;
    std::uint64_t uncommittedSize{0};
    std::size_t pendingReads{0};
};

}  // namespace quorate::raft
