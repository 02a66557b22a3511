// SPDX-License-Identifier: Apache-2.0
#include "network/etcd/latency_buckets.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace quorate::network {

std::optional<double> LatencyBuckets::quantile(double part) const {
    if (buckets.empty() || buckets.back().count == 0) {
        return std::nullopt;
    }
    const double rank = std::clamp(part, 0.0, 1.0) * static_cast<double>(buckets.back().count);
    double lower = 0;
    double below = 0;
    for (const Bucket& bucket : buckets) {
        const auto upTo = static_cast<double>(bucket.count);
        if (upTo > 0 && upTo >= rank) {
            if (!std::isfinite(bucket.seconds)) {
                return buckets.size() > 1 ? std::optional(lower) : std::nullopt;
            }
            if (upTo <= below) {
                return lower;
            }
            return lower + (bucket.seconds - lower) * ((rank - below) / (upTo - below));
        }
        lower = bucket.seconds;
        below = std::max(below, upTo);
    }
    return std::isfinite(lower) ? std::optional(lower) : std::nullopt;
}

std::optional<double> LatencyBuckets::mean() const {
    return count > 0 ? std::optional(sumSeconds / static_cast<double>(count)) : std::nullopt;
}

LatencyBuckets LatencyBuckets::since(const LatencyBuckets& before) const {
    if (before.count > count || before.buckets.size() != buckets.size()) {
        return *this;
    }
    LatencyBuckets result = *this;
    for (std::size_t at = 0; at < buckets.size(); ++at) {
        if (before.buckets[at].seconds != buckets[at].seconds ||
            before.buckets[at].count > buckets[at].count) {
            return *this;
        }
        result.buckets[at].count -= before.buckets[at].count;
    }
    result.count -= before.count;
    result.sumSeconds -= before.sumSeconds;
    return result;
}

}  // namespace quorate::network
