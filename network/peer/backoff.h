// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/base/random.h"

namespace quorate::network {

/// How long to wait before the next attempt: twice as long each time, within bounds, less up to a
/// half of it at random, so that nodes that lost each other at the same time do not come back in
/// step.
class Backoff {
public:
    Backoff(std::uint32_t minMs, std::uint32_t maxMs)
        : m_minMs(std::max(minMs, 1U)), m_maxMs(std::max(maxMs, m_minMs)), m_nextMs(m_minMs) {}

    std::uint64_t next(Random& random) {
        const std::uint32_t wait = m_nextMs;
        m_nextMs = m_nextMs > m_maxMs / 2 ? m_maxMs : m_nextMs * 2;
        return random.between((wait + 1) / 2, wait);
    }
    void reset() noexcept { m_nextMs = m_minMs; }
    /// Nothing is to be gained by hurry.
    void slowDown() noexcept { m_nextMs = m_maxMs; }

private:
    std::uint32_t m_minMs;
    std::uint32_t m_maxMs;
    std::uint32_t m_nextMs;
};

}  // namespace quorate::network
