// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/observe/link_events.h"
#include "engine/raft/types.h"
#include "network/peer/link_faults.h"

namespace quorate::network {

/// Something that is wrong on purpose with a link of a running node, and goes on for a time.
struct ArmedFault {
    enum class Kind : std::uint8_t {
        Cut,    ///< nothing passes in `direction`
        Rules,  ///< what is sent to the peer is treated so
    };
    Kind kind{Kind::Cut};
    raft::NodeId peer;
    LinkDirection direction{LinkDirection::ToPeer};  ///< of Cut
    std::vector<observe::LinkRule> rules;            ///< of Rules
    /// When it ends by itself; nothing: not before somebody ends it, or the node ends.
    std::optional<std::uint64_t> leftMs;
};

}  // namespace quorate::network
