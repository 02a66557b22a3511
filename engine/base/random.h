// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace quorate {

/// A seeded generator (xoshiro256**, Blackman and Vigna 2018, seeded through SplitMix64).
///
/// Our own rather than <random>'s, whose distributions differ between standard libraries: the same
/// seed must give the same run, to the byte, with every compiler. Not for secrets.
class Random {
public:
    explicit Random(std::uint64_t seed);

    /// 64 uniform bits.
    std::uint64_t next();

    /// Uniform in [0, bound); `bound` must not be zero.
    std::uint64_t below(std::uint64_t bound);

    /// Uniform in [low, high], both included; `low` must not exceed `high`.
    std::uint64_t between(std::uint64_t low, std::uint64_t high);

    /// True with a probability of `numerator` in `denominator`.
    bool chance(std::uint64_t numerator, std::uint64_t denominator) {
        return below(denominator) < numerator;
    }

    /// An independent generator for one purpose, named by `stream`: what one subsystem draws never
    /// shifts what another one draws. Does not advance this generator.
    [[nodiscard]] Random split(std::uint64_t stream) const;

private:
    std::uint64_t m_state[4]{};
};

}  // namespace quorate
