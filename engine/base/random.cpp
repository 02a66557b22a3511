// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"

#include <bit>

#include "engine/base/invariant.h"

namespace quorate {

namespace {

std::uint64_t splitMix64(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

}  // namespace

Random::Random(std::uint64_t seed) {
    for (auto& word : m_state) {
        word = splitMix64(seed);
    }
}

std::uint64_t Random::next() {
    const std::uint64_t result = std::rotl(m_state[1] * 5U, 7) * 9U;
    const std::uint64_t shifted = m_state[1] << 17U;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= shifted;
    m_state[3] = std::rotl(m_state[3], 45);
    return result;
}

std::uint64_t Random::below(std::uint64_t bound) {
    QUORATE_INVARIANT(bound > 0, "a random number below zero was asked for");
    // Rejects the incomplete last run of `bound` values, so that every value is equally likely.
    const std::uint64_t threshold = (0U - bound) % bound;
    for (;;) {
        const std::uint64_t drawn = next();
        if (drawn >= threshold) {
            return drawn % bound;
        }
    }
}

std::uint64_t Random::between(std::uint64_t low, std::uint64_t high) {
    QUORATE_INVARIANT(low <= high, "an empty interval was asked for");
    const std::uint64_t span = high - low + 1U;
    return span == 0 ? next() : low + below(span);
}

Random Random::split(std::uint64_t stream) const {
    std::uint64_t seed = m_state[0] ^ std::rotl(m_state[2], 23) ^ (stream * 0xd1342543de82ef95U);
    return Random(splitMix64(seed));
}

}  // namespace quorate
