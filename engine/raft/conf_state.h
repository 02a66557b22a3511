// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "engine/raft/types.h"

namespace quorate::raft {

/// Members of a configuration, learners included. More cannot be encoded, so no change may lead
/// there.
inline constexpr std::size_t kMaxMembers = 1024;

/// A membership configuration as it is stored in snapshots (dissertation §4). Each list is sorted
/// and free of duplicates.
///
/// `votersOutgoing` is not empty exactly while the configuration is joint; then decisions need a
/// majority of `voters` and one of `votersOutgoing`. `learnersNext` are the outgoing voters that
/// become learners when the joint configuration is left.
struct ConfState {
    std::vector<NodeId> voters;
    std::vector<NodeId> votersOutgoing;
    std::vector<NodeId> learners;
    std::vector<NodeId> learnersNext;
    /// Leave the joint configuration as soon as it is applied.
    bool autoLeave{false};

    [[nodiscard]] bool isEmpty() const noexcept { return voters.empty() && learners.empty(); }
    [[nodiscard]] bool isJoint() const noexcept { return !votersOutgoing.empty(); }
    friend bool operator==(const ConfState&, const ConfState&) = default;
};

}  // namespace quorate::raft
