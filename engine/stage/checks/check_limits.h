// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace quorate::stage {

/// What ClusterChecks cannot know from events. A limit of 0 is none.
struct CheckLimits {
    /// Of one node: proposals that wait for their outcome, reads that wait for their answer,
    /// appends on their way to one member.
    std::uint64_t pendingProposals{0};
    std::uint64_t pendingReads{0};
    std::uint64_t inflightMessages{0};
    /// The names of checks whose rules do not hold in this run, since its faults lie outside of
    /// Raft's model (a wiped disk, a lying fsync). Each must be the name of one.
    std::vector<std::string> switchedOff;
};

}  // namespace quorate::stage
