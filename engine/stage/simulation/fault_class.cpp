// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/simulation/fault_class.h"

namespace quorate::stage {

std::string_view toString(FaultClass fault) noexcept {
    static constexpr std::array<std::string_view, kFaultClassCount> kNames{
        "crash",      "crash-point", "restart",     "pause",    "clock-drift",
        "partition",  "one-way",     "loss",        "delay",    "duplication",
        "reordering", "slow-disk",   "timers",      "wipe",     "disk-errors",
        "disk-full",  "disk-crash",  "disk-damage", "disk-lies"};
    return fault < FaultClass::Count_ ? kNames[static_cast<std::size_t>(fault)] : "?";
}

}  // namespace quorate::stage
