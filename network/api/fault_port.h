// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/result.h"
#include "engine/observe/link_events.h"
#include "engine/raft/types.h"
#include "network/peer/link_faults.h"

namespace quorate::network {

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
    /// The election timer fires now. NodeFailed.
    virtual Result<void> campaign() = 0;
    /// Until the timer is next drawn by lot. OutOfRange.
    virtual Result<void> setElectionTimeout(std::uint32_t ticks) = 0;
    /// Nothing at all is done for so long, from soon on: there is time to say so before.
    virtual void pause(std::uint64_t ms) = 0;
};

/// Whether a client may do such things.
enum class FaultPermission : std::uint8_t {
    No,
    Limited,    ///< each ends by itself
    Unlimited,  ///< or lasts until it is ended, where that is asked for
};

}  // namespace quorate::network
