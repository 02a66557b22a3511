// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/raft/types.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// No queue of a node is longer than its limit.
class QueueBounds : Check {
public:
    explicit QueueBounds(Verdicts& verdicts) : Check("QueueBounds", verdicts) {}

    /// A node has `size` of what a text says.
    void holds(raft::NodeId node, const char* what, std::uint64_t size, std::uint64_t limit) {
        if (exercise() && size > limit) {
            violated(node, "node " + toString(node) + " has " + std::to_string(size) + " " + what +
                               ", over its limit of " + std::to_string(limit));
        }
    }
};

}  // namespace quorate::stage
