// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/raft/types.h"

namespace quorate::raft {

/// The appends on their way to one follower: how many, how many bytes, and up to which index each
/// goes. A ring that grows up to its limit on demand.
///
///     indexes in the ring do not decrease from oldest to newest
///     count() <= maxCount
class Inflights {
public:
    /// At most `maxCount` messages, and full also as soon as `maxBytes` of payload are reached
    /// (kNoLimit for no such limit).
    Inflights(std::size_t maxCount, std::uint64_t maxBytes)
        : m_maxCount(maxCount), m_maxBytes(maxBytes) {}

    /// A message whose last entry is `last` left. Must not be full.
    void add(Index last, std::uint64_t bytes);
    /// All messages up to `index` have arrived.
    void freeUpTo(Index index);
    void reset() noexcept;

    [[nodiscard]] bool isFull() const noexcept {
        return m_count == m_maxCount || m_bytes >= m_maxBytes;
    }
    [[nodiscard]] std::size_t count() const noexcept { return m_count; }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return m_bytes; }
    [[nodiscard]] std::size_t maxCount() const noexcept { return m_maxCount; }

private:
    struct Sent {
        Index last;
        std::uint64_t bytes{0};
    };

    std::size_t m_maxCount;
    std::uint64_t m_maxBytes;
    std::vector<Sent> m_ring;
    std::size_t m_start{0};
    std::size_t m_count{0};
    std::uint64_t m_bytes{0};
};

}  // namespace quorate::raft
