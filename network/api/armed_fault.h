// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/observe/link_events.h"
#include "engine/raft/types.h"
#include "engine/stage/disk_fault.h"
#include "network/peer/link_faults.h"

namespace quorate::network {

/// Something that is wrong on purpose with a running node, and goes on for a time.
struct ArmedFault {
    enum class Kind : std::uint8_t {
        Cut,    ///< nothing passes in `direction`
        Rules,  ///< what is sent to the peer is treated so
        Disk,   ///< one kind of those that real disks can have
    };
    Kind kind{Kind::Cut};
    raft::NodeId peer;                               ///< of Cut and Rules
    LinkDirection direction{LinkDirection::ToPeer};  ///< of Cut
    std::vector<observe::LinkRule> rules;            ///< of Rules
    stage::DiskFault disk;                           ///< of Disk
    /// When it ends by itself; nothing: not before somebody ends it, or the node ends.
    std::optional<std::uint64_t> leftMs;
    /// It ends when nobody holds this name any more; empty: it is nobody's.
    std::string owner;
};

/// For how long a fault is to last, and who hears of it.
struct FaultTerms {
    /// Nothing: without end.
    std::optional<std::uint64_t> forMs;
    /// And no longer than somebody holds this name; empty: for nobody.
    std::string owner;
    /// Whoever sets it tells of it himself: observers of the node do not hear of it.
    bool isQuiet{false};
};

/// Somebody who says now and then that he is still there.
struct FaultOwner {
    std::string name;
    std::uint64_t leftMs{0};  ///< until he is taken to be gone
};

}  // namespace quorate::network
