// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/stage/simulation/run_result.h"

namespace quorate::sim {

inline constexpr int kAllHolds = 0;
/// A node or the simulator stopped by itself, or two runs of one seed differed.
inline constexpr int kCrash = 2;
inline constexpr int kLiveness = 3;
inline constexpr int kSafety = 4;
/// The command line cannot be understood, or a file cannot be written.
inline constexpr int kUsage = 64;

constexpr int exitCodeOf(stage::FailureKind kind) noexcept {
    return kind == stage::FailureKind::Safety     ? kSafety
           : kind == stage::FailureKind::Liveness ? kLiveness
                                                  : kCrash;
}

}  // namespace quorate::sim
