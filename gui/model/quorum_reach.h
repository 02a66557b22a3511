// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/types.h"

namespace quorate::gui {

/// Whether what is broken now still leaves a quorum: a running voter that hears, and is heard by, a
/// majority of the voters (of both halves of a joint configuration). A leader needs no more, so the
/// others need not hear each other.
struct QuorumReach {
    /// The voters on that side, with the one in their middle; where there is no quorum, the largest
    /// side there is. Sorted.
    std::vector<raft::NodeId> side;
    /// Of all voters, of either half.
    std::size_t voters{0};
    /// The smallest number of voters that decides; in a joint configuration, of the half that has
    /// the fewest to spare.
    std::size_t needed{0};
    /// How many of them are on the side, of that half.
    std::size_t reached{0};
    bool isJoint{false};

    [[nodiscard]] bool hasQuorum() const noexcept { return needed > 0 && reached >= needed; }
    /// How many of the side may fail and leave a quorum.
    [[nodiscard]] std::size_t spare() const noexcept { return hasQuorum() ? reached - needed : 0; }
};

/// Of the newest configuration that a member has.
QuorumReach quorumReach(const observe::ClusterState& state);

/// The configuration that counts: of the node that has applied most, running ones before others.
/// Null before any is known.
const raft::ConfState* newestConfiguration(const observe::ClusterState& state);

/// Whether messages get from one to the other in both directions.
bool hearEachOther(const observe::ClusterState& state, raft::NodeId a, raft::NodeId b);

}  // namespace quorate::gui
