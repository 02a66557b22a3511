// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "engine/observe/cluster_state.h"
#include "engine/observe/log_state.h"
#include "engine/raft/types.h"

namespace quorate::gui {

/// How durable an entry is at one node. One that is not on its disk yet says so, even where the
/// node already knows that a majority has it.
enum class Durability : std::uint8_t {
    Unstable,    ///< handed to nobody yet
    InProgress,  ///< being written
    Stable,
    Committed,
    Applied,
};

/// Where durability changes within a log, so that runs of entries can be drawn at once:
///
///     appliedEnd <= committedEnd <= stableEnd <= writtenEnd <= end
class DurabilityBounds {
public:
    explicit DurabilityBounds(const observe::LogState& log);

    /// Of an entry in the log.
    [[nodiscard]] Durability at(raft::Index index) const noexcept;
    /// The first index behind `index` that is not as durable, or the end of the log.
    [[nodiscard]] raft::Index endOfRun(raft::Index index) const noexcept;

private:
    raft::Index m_appliedEnd;
    raft::Index m_committedEnd;
    raft::Index m_stableEnd;
    raft::Index m_writtenEnd;
    raft::Index m_end;
};

/// Whose log counts: the leader of the highest term that is up. Null while nobody leads.
const observe::NodeState* leaderOf(const observe::ClusterState& state);

/// The first entry of `log` that is not the one in the leader's log; it and all behind it must give
/// way (§5.3). Nothing where the logs agree as far as both go.
std::optional<raft::Index> firstConflict(const observe::LogState& log,
                                         const observe::LogState& leader);

}  // namespace quorate::gui
