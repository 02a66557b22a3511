// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/observe/log_state.h"
#include "engine/raft/types.h"
#include "gui/paint/entry_cell.h"

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

/// The end of one node's log.
struct LogStrip {
    IndexWindow window;
    /// Of the first cell of the window that is an entry; those before it are compacted.
    raft::Index firstEntry;
    std::vector<EntryCell> cells;
    /// From here on the leader has other entries.
    std::optional<raft::Index> conflict;
    raft::Index applied;
    raft::Index committed;
    raft::Index stable;
    raft::Index last;
};
/// `leader`: the log that counts; null while there is none.
LogStrip stripOf(const observe::LogState& log, const IndexWindow& window,
                 const observe::LogState* leader);

}  // namespace quorate::gui
