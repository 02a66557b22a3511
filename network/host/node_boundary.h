// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "engine/base/invariant.h"
#include "engine/base/result.h"

namespace quorate::network {

/// The node's boundary on a thread of its disk, or around what its host does: where an invariant
/// breaks within `body`, which returns a Result, that is a NodeFailed with the reason, for the node
/// to fail by; the thread and the process go on.
template <class Body>
auto withinBoundary(Body&& body) -> decltype(body()) {
    try {
        return std::forward<Body>(body)();
    } catch (const InvariantViolation& violation) {
        return Error(ErrorCode::NodeFailed, violation.what());
    }
}

}  // namespace quorate::network
