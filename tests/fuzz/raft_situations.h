// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "tests/fuzz/core_host.h"

namespace quorate::tests {

/// Node 1 as a stranger may find it. Voters are 1, 2 and 3, and 4 is a learner, where nothing else
/// is said; the log starts with a snapshot and has committed and uncommitted entries.
enum class Situation : std::uint8_t {
    Follower,
    FollowerOfNobody,  ///< knows no leader
    Newcomer,          ///< no log, no configuration
    Learner,           ///< is one itself; voters are 2 and 3
    Candidate,
    PreCandidate,
    Leader,
    LeaderAlone,     ///< the only voter
    LeaderInJoint,   ///< of voters 1 and 2, from 1, 2 and 3
    LeaderCatching,  ///< whose log is compacted
};
inline constexpr std::uint8_t kSituations = 10;

/// `switches` turns parts of the Config on, a bit each.
std::unique_ptr<CoreHost> makeSituation(Situation situation, std::uint8_t switches);

}  // namespace quorate::tests
