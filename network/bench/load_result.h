// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/bench/latency_histogram.h"
#include "network/bench/process_usage.h"

namespace quorate::bench {

/// What a load brought to light, of the time that was measured.
struct LoadResult {
    double seconds{0};
    LatencyHistogram puts;
    LatencyHistogram gets;
    std::uint64_t errors{0};
    std::uint64_t missing{0};  ///< gets that were answered without a value: the key was never put
    std::string firstError;

    struct Process {
        int pid{0};
        bool isThere{false};
        double cpuSeconds{0};  ///< in the time that was measured
        std::uint64_t residentBytes{0};
        std::uint64_t peakResidentBytes{0};
    };
    std::vector<Process> processes;

    [[nodiscard]] std::uint64_t answers() const { return puts.count() + gets.count(); }
    [[nodiscard]] double perSecond() const {
        return seconds > 0 ? static_cast<double>(answers()) / seconds : 0;
    }
    [[nodiscard]] double cpuSeconds() const;
    /// Of all processes together.
    [[nodiscard]] double cpuMicrosecondsPerAnswer() const;
};

}  // namespace quorate::bench
