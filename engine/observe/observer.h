// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/observe/event.h"
#include "engine/raft/event_id.h"

namespace quorate::observe {

/// The port through which everything that runs reports what happens.
///
/// Called on the executor of the one who reports, in the midst of its work: an implementation is
/// quick, never waits, and never calls back. It outlives all who report to it.
class Observer {
public:
    Observer() = default;
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;
    virtual ~Observer() = default;

    /// Takes the event and names it, by an id that was never given before and that those that
    /// follow from it give as their cause.
    virtual raft::EventId observe(const Event& event) = 0;
};

}  // namespace quorate::observe
