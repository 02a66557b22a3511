// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/base/result.h"
#include "engine/observe/event.h"
#include "engine/observe/link_events.h"
#include "engine/raft/types.h"
#include "engine/stage/disk_fault.h"
#include "network/peer/link_faults.h"

namespace quorate::network {

/// What observers are told of a fault: when it begins, and when it is over.
struct FaultStory {
    std::vector<observe::Body> begin;
    std::vector<observe::Body> end;
};

/// What can be done to a node on purpose. Belongs to the node's thread, as a Backend does.
class FaultPort {
public:
    FaultPort() = default;
    FaultPort(const FaultPort&) = delete;
    FaultPort& operator=(const FaultPort&) = delete;
    virtual ~FaultPort() = default;

    [[nodiscard]] virtual raft::NodeId node() const = 0;
    virtual void setCut(raft::NodeId peer, LinkDirection direction, bool isCut) = 0;
    /// In place of those before; none: a good link.
    virtual void setRules(raft::NodeId peer, const std::vector<observe::LinkRule>& rules) = 0;
    /// In place of one of its kind. InvalidArgument for what real disks cannot have.
    virtual Result<void> setDiskFault(const stage::DiskFault& fault) = 0;
    virtual void endDiskFault(stage::DiskFault::Kind kind) = 0;
    /// The election timer fires now. NodeFailed.
    virtual Result<void> campaign() = 0;
    /// Until the timer is next drawn by lot. OutOfRange.
    virtual Result<void> setElectionTimeout(std::uint32_t ticks) = 0;
    /// Nothing at all is done for so long, from soon on: there is time to say so before. Calls
    /// back when that is over.
    virtual void pause(std::uint64_t ms, std::function<void()> over) = 0;
    /// It ends soon, as a program does that is told to.
    virtual void stop() = 0;

    // --- for observers

    /// One that no other node and no other life of this one names.
    virtual std::uint64_t unusedFault() = 0;
    virtual void began(std::uint64_t fault, FaultStory story) = 0;
    virtual void ended(std::uint64_t fault) = 0;
};

/// Whether a client may do such things.
enum class FaultPermission : std::uint8_t {
    No,
    Limited,    ///< each ends by itself
    Unlimited,  ///< or lasts until it is ended, where that is asked for
};

}  // namespace quorate::network
