// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace quorate::bench {

/// Ends the program where a measurement could not be made.
inline void check(bool holds, const char* what) {
    if (!holds) {
        std::fprintf(stderr, "bench_gui: %s\n", what);
        std::exit(1);
    }
}

inline double milliseconds(clockid_t clock) {
    timespec now{};
    check(clock_gettime(clock, &now) == 0, "there is no clock");
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}
/// Of processor time: of all threads of this program, and of the one that asks. What others do on
/// the machine is left out.
inline double processMs() {
    return milliseconds(CLOCK_PROCESS_CPUTIME_ID);
}
inline double threadMs() {
    return milliseconds(CLOCK_THREAD_CPUTIME_ID);
}
inline double wallMs() {
    return milliseconds(CLOCK_MONOTONIC);
}

class Samples {
public:
    void add(double value) { m_values.push_back(value); }
    [[nodiscard]] std::size_t size() const noexcept { return m_values.size(); }
    /// So much of all is not above it, of 100.
    [[nodiscard]] double percentile(std::size_t percent) {
        std::sort(m_values.begin(), m_values.end());
        return m_values[std::min(m_values.size() - 1, m_values.size() * percent / 100)];
    }

private:
    std::vector<double> m_values;
};

// --- the parts, each of which is run by a process of its own

int measureFrames();
int measureScrubbing();
int measureIdling();
int measureMemory();
/// Ends as soon as a leader is on screen.
int showLeader();

}  // namespace quorate::bench
