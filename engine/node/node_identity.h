// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/raft/types.h"

namespace quorate::node {

/// Whose data a node's directory holds. Made once, with the directory, but for `start`.
struct NodeIdentity {
    /// The cluster; members of another one are strangers.
    std::uint64_t cluster{0};
    raft::NodeId node;
    /// Random, made with the directory: a node that comes back under its old id with another one
    /// has lost what it promised, and is turned away by its peers.
    std::uint64_t directory{0};
    /// Counts the starts from this directory, from 1; durable before the first promise of a start.
    std::uint64_t start{0};

    /// What names the proposals of this start, different for all starts of all directories.
    [[nodiscard]] std::uint64_t incarnation() const noexcept { return directory + start; }
    friend bool operator==(const NodeIdentity&, const NodeIdentity&) = default;
};

/// Why a peer is turned away that came back without its disk, and what to do.
inline std::string textOfLostDisk(raft::NodeId peer) {
    return "node " + toString(peer) +
           " came back with another data directory: it may have forgotten what it promised. Remove "
           "it from the cluster and add it again, then it is a new member; or start it from the "
           "directory it had";
}

}  // namespace quorate::node
