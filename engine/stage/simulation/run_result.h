// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/observe/moment.h"
#include "engine/raft/event_id.h"
#include "engine/raft/types.h"
#include "engine/stage/agenda.h"
#include "engine/stage/disk_trouble.h"
#include "engine/stage/simulation/coverage.h"
#include "engine/stage/simulation/fault_class.h"

namespace quorate::stage {

/// What kind of promise was broken, the worse ones later.
enum class FailureKind : std::uint8_t {
    Crash,     ///< a node stopped by itself, or the simulation did
    Liveness,  ///< something that had to happen did not
    Safety,    ///< something happened that must not
};

/// The first thing that went wrong in a run.
struct Failure {
    FailureKind kind{FailureKind::Safety};
    std::string check;
    std::string text;
    observe::Moment moment;
    raft::EventId event;
    raft::NodeId node;
};

/// How a check fared in a run, or in many.
struct CheckTally {
    std::uint64_t exercised{0};
    std::uint64_t violated{0};
    std::uint64_t undecided{0};

    void add(const CheckTally& other) noexcept {
        exercised += other.exercised;
        violated += other.violated;
        undecided += other.undecided;
    }
};

/// What became of a run, or of many.
struct RunResult {
    /// Of one run.
    std::optional<Failure> failure;

    Nanoseconds simulated{0};
    std::uint64_t events{0};
    std::uint64_t steps{0};
    std::uint64_t done{0};
    std::uint64_t refused{0};
    std::uint64_t unknown{0};
    PerFault<std::uint64_t> faults;
    std::map<std::string, CheckTally> checks;
    Coverage coverage;
    /// Nothing in it where disks cannot be made to fail.
    DiskTally disks;
    /// Clusters that did not come to rest although no rule was broken, by why.
    std::map<std::string, std::uint64_t> excused;
    /// The longest that any cluster took after the end of all trouble, until it had a leader and
    /// until it was at rest.
    Nanoseconds timeToLeader{0};
    Nanoseconds timeToRest{0};

    /// Sums up; failures are not kept.
    void add(const RunResult& other);
};

}  // namespace quorate::stage
