// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

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

}  // namespace quorate::node
