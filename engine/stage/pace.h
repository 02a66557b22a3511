// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/random.h"
#include "engine/stage/agenda.h"

namespace quorate::stage {

/// A time that varies: uniform in [min, max].
struct Span {
    Nanoseconds min{0};
    Nanoseconds max{0};

    [[nodiscard]] Nanoseconds draw(Random& random) const {
        return max > min ? random.between(min, max) : min;
    }
};

/// How long a node's own work takes on a Stage.
struct Pace {
    /// From an input to what the node does about it; 0: at once, each input by itself.
    Span pump;
    Span logWrite{20'000, 100'000};
    Span logSync{200'000, 2 * kMillisecond};
    Span apply{20'000, 200'000};
    /// One step of a snapshot that is written, sent or installed, of `snapshotStepBytes`.
    Span snapshotStep{200'000, kMillisecond};
    std::uint64_t snapshotStepBytes{64UL * 1024};
};

}  // namespace quorate::stage
