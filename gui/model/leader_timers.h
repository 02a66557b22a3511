// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/observe/moment.h"
#include "engine/observe/node_state.h"
#include "engine/raft/types.h"

namespace quorate::gui {

/// What a leader's ticks count towards, as far as a frame tells it. In nanoseconds of a clock that
/// runs right.
struct LeaderTimers {
    std::uint64_t sinceCheckNs{0};  ///< since it last looked whether it still has a quorum
    std::uint64_t checkEveryNs{0};
    /// Since its last heartbeat; nothing where that cannot be told.
    std::optional<std::uint64_t> sinceHeartbeatNs;
    std::uint64_t heartbeatEveryNs{0};
    /// Itself and the voters that it has heard of since the last check.
    std::vector<raft::NodeId> heard;
    bool hasQuorum{false};  ///< they are one: the next check is passed
    /// It leads at least for so long, unless it hears of a higher term or stops (dissertation
    /// §6.2): to the next check, or, where that is passed already, to the one after it. Nothing
    /// where it does not check its quorum.
    std::optional<std::uint64_t> leadsForNs;
};

/// Nothing of a node that does not lead or run, or whose ticks have no known length.
std::optional<LeaderTimers> leaderTimersOf(const observe::NodeState& node, observe::Moment now);

}  // namespace quorate::gui
