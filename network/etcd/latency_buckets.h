// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace quorate::network {

/// A histogram of latencies as Prometheus has it: how many took at most so long, since the server
/// started. A value.
struct LatencyBuckets {
    struct Bucket {
        double seconds{0};       ///< the upper bound; infinite for the last one
        std::uint64_t count{0};  ///< of all at most as long
        friend bool operator==(const Bucket&, const Bucket&) = default;
    };
    std::vector<Bucket> buckets;  ///< by rising bounds
    std::uint64_t count{0};
    double sumSeconds{0};

    /// How long the fastest `part` (0 to 1) took at most, in seconds, as if all within a bucket lay
    /// evenly. Nothing where nothing was measured. What is in the last bucket took longer than the
    /// highest bound: that bound.
    [[nodiscard]] std::optional<double> quantile(double part) const;
    /// In seconds.
    [[nodiscard]] std::optional<double> mean() const;
    /// What came since then. All of it where the server has started anew meanwhile.
    [[nodiscard]] LatencyBuckets since(const LatencyBuckets& before) const;

    friend bool operator==(const LatencyBuckets&, const LatencyBuckets&) = default;
};

}  // namespace quorate::network
