// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/observe/log_state.h"
#include "engine/raft/types.h"

namespace quorate::gui {

/// The indexes that the strips of all nodes show.
struct IndexWindow {
    raft::Index first{1};
    std::uint32_t cells{0};
    [[nodiscard]] raft::Index end() const noexcept { return first + cells; }
    friend bool operator==(const IndexWindow&, const IndexWindow&) = default;
};
/// The newest entries that any node has.
IndexWindow windowOf(const observe::ClusterState& state, std::uint32_t cells);

/// An entry of a strip.
struct StripCell {
    raft::Index index;
    raft::Term term;
    bool isCompacted{false};  ///< there is no entry any more; a snapshot covers it
    bool isConflict{false};   ///< the leader has another one here
    friend bool operator==(const StripCell&, const StripCell&) = default;
};
/// The end of one node's log.
struct LogStrip {
    IndexWindow window;
    std::vector<StripCell> cells;
    raft::Index applied;
    raft::Index committed;
    raft::Index stable;
    raft::Index inProgress;  ///< all up to here is stable or being written
    raft::Index last;
    friend bool operator==(const LogStrip&, const LogStrip&) = default;
};
/// `leader`: the log that counts; null while there is none.
LogStrip stripOf(const observe::LogState& log, const IndexWindow& window,
                 const observe::LogState* leader);

}  // namespace quorate::gui
