// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace quorate::bench {

/// What a process has used so far, as Linux counts it in /proc/PID/stat and status (proc(5)).
struct ProcessUsage {
    double cpuSeconds{0};  ///< user and system, of all threads
    std::uint64_t residentBytes{0};
    std::uint64_t peakResidentBytes{0};
};

/// Nothing where there is no such process.
std::optional<ProcessUsage> usageOf(int pid);

// For usageOf and its test.
std::optional<std::uint64_t> cpuTicksOf(std::string_view stat);
std::optional<std::uint64_t> kilobytesOf(std::string_view status, std::string_view field);

}  // namespace quorate::bench
