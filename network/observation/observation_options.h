// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/raft/event_id.h"

namespace quorate::network {

/// How a node is observed over its client port.
struct ObservationOptions {
    /// Moment 0 of its events, on CLOCK_MONOTONIC; may lie before the start of the machine.
    std::int64_t epochNs{0};
    /// What its events count from; 0: from the time of day, so that a later life goes on behind an
    /// earlier one.
    std::uint64_t firstSequence{0};
    /// What brought about the start.
    raft::EventId startCause;
    /// Records from the start on, whether or not somebody reads: nothing is missed by a reader that
    /// comes soon. Else recording costs nothing while there is no reader.
    bool recordsFromStart{false};
    /// Of events, for all readers together. One that lags further behind misses some.
    std::size_t maxBacklogBytes{std::size_t{16} << 20U};
    /// Recording goes on for so long without a reader, who may be calling again.
    int lingerMs{10'000};
};

}  // namespace quorate::network
