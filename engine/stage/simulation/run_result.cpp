// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/simulation/run_result.h"

#include <algorithm>

namespace quorate::stage {

void RunResult::add(const RunResult& other) {
    simulated += other.simulated;
    events += other.events;
    steps += other.steps;
    done += other.done;
    refused += other.refused;
    unknown += other.unknown;
    for (std::size_t i = 0; i < kFaultClassCount; ++i) {
        faults[static_cast<FaultClass>(i)] += other.faults[static_cast<FaultClass>(i)];
    }
    for (const auto& [name, tally] : other.checks) {
        checks[name].add(tally);
    }
    coverage.add(other.coverage);
    disks.add(other.disks);
    for (const auto& [why, count] : other.excused) {
        excused[why] += count;
    }
    timeToLeader = std::max(timeToLeader, other.timeToLeader);
    timeToRest = std::max(timeToRest, other.timeToRest);
}

}  // namespace quorate::stage
