// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/inflights.h"

#include <algorithm>

#include "engine/base/invariant.h"

namespace quorate::raft {

void Inflights::add(Index last, std::uint64_t bytes) {
    QUORATE_INVARIANT(!isFull(), "a message was sent beyond the in-flight limit");
    if (m_count == m_ring.size()) {
        // Most followers never have many in flight, so the ring starts small.
        std::rotate(m_ring.begin(), m_ring.begin() + static_cast<std::ptrdiff_t>(m_start),
                    m_ring.end());
        m_start = 0;
        m_ring.resize(std::min(m_maxCount, std::max<std::size_t>(8, m_ring.size() * 2)));
    }
    m_ring[(m_start + m_count) % m_ring.size()] = {last, bytes};
    ++m_count;
    m_bytes += bytes;
}

void Inflights::freeUpTo(Index index) {
    while (m_count > 0 && m_ring[m_start].last <= index) {
        m_bytes -= m_ring[m_start].bytes;
        m_start = (m_start + 1) % m_ring.size();
        --m_count;
    }
}

void Inflights::reset() noexcept {
    m_start = 0;
    m_count = 0;
    m_bytes = 0;
}

}  // namespace quorate::raft
