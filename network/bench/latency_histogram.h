// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace quorate::bench {

/// How often something took how long, in nanoseconds, exact to one part in 128. Its size does not
/// depend on how much is recorded. Longer than about 18 minutes counts as that.
class LatencyHistogram {
public:
    LatencyHistogram();

    void record(std::uint64_t nanoseconds);
    void add(const LatencyHistogram& other);

    [[nodiscard]] std::uint64_t count() const noexcept { return m_count; }
    [[nodiscard]] std::uint64_t max() const noexcept { return m_max; }
    /// 0 where nothing was recorded.
    [[nodiscard]] double mean() const;
    /// What `percent` of the recorded are not above, at most one part in 128 too high.
    [[nodiscard]] std::uint64_t percentile(double percent) const;

private:
    std::vector<std::uint64_t> m_counts;
    std::uint64_t m_count{0};
    std::uint64_t m_max{0};
    double m_sum{0};
};

}  // namespace quorate::bench
