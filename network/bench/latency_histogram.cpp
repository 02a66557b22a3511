// SPDX-License-Identifier: Apache-2.0
#include "network/bench/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace quorate::bench {

namespace {

// Each doubling is divided into 128 parts of the same width; below 256, each value has its own.
constexpr unsigned kPartBits = 7;
constexpr std::uint64_t kParts = std::uint64_t{1} << kPartBits;
constexpr unsigned kDoublings = 33;
constexpr std::uint64_t kLongest = (std::uint64_t{1} << (kPartBits + kDoublings)) - 1;

std::size_t placeOf(std::uint64_t value) {
    if (value < 2 * kParts) {
        return value;
    }
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - kPartBits - 1;
    return shift * kParts + (value >> shift);
}

/// The largest value of a place.
std::uint64_t topOf(std::size_t place) {
    if (place < 2 * kParts) {
        return place;
    }
    const auto shift = static_cast<unsigned>(place / kParts - 1);
    return ((place % kParts + kParts + 1) << shift) - 1;
}

}  // namespace

LatencyHistogram::LatencyHistogram() : m_counts(placeOf(kLongest) + 1) {}

void LatencyHistogram::record(std::uint64_t nanoseconds) {
    const std::uint64_t value = std::min(nanoseconds, kLongest);
    ++m_counts[placeOf(value)];
    ++m_count;
    m_max = std::max(m_max, value);
    m_sum += static_cast<double>(value);
}

void LatencyHistogram::add(const LatencyHistogram& other) {
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        m_counts[i] += other.m_counts[i];
    }
    m_count += other.m_count;
    m_max = std::max(m_max, other.m_max);
    m_sum += other.m_sum;
}

double LatencyHistogram::mean() const {
    return m_count == 0 ? 0 : m_sum / static_cast<double>(m_count);
}

std::uint64_t LatencyHistogram::percentile(double percent) const {
    const auto wanted =
        static_cast<std::uint64_t>(std::ceil(static_cast<double>(m_count) * percent / 100));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        seen += m_counts[i];
        if (seen > 0 && seen >= wanted) {
            return std::min(topOf(i), m_max);
        }
    }
    return m_max;
}

}  // namespace quorate::bench
