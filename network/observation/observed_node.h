// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/result.h"
#include "engine/observe/node_state.h"
#include "engine/observe/observer.h"
#include "engine/raft/types.h"

namespace quorate::network {

/// The node that is observed, as the observation needs it. In its thread, between its inputs.
class ObservedNode {
public:
    ObservedNode() = default;
    ObservedNode(const ObservedNode&) = delete;
    ObservedNode& operator=(const ObservedNode&) = delete;
    virtual ~ObservedNode() = default;

    [[nodiscard]] virtual std::uint64_t cluster() const = 0;
    [[nodiscard]] virtual std::uint64_t incarnation() const = 0;
    /// Who hears of what happens from now on; null for nobody.
    virtual void setObserver(observe::Observer* observer) = 0;
    /// All of it, now. An error if its log cannot be read.
    [[nodiscard]] virtual Result<observe::NodeState> state() const = 0;
    /// Tells the observer what goes on beside its state: faults that were set.
    virtual void tellAgain() = 0;
};

}  // namespace quorate::network
