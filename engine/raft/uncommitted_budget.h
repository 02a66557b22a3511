// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

namespace quorate::raft {

/// How many bytes of payload a leader may have proposed and not yet applied, so that one without a
/// quorum does not fill its memory.
class UncommittedBudget {
public:
    explicit UncommittedBudget(std::uint64_t limit) : m_limit(limit) {}

    /// Counts `bytes`, or refuses them. An empty tail takes entries of any size, and entries
    /// without payload (a new leader's, or one that leaves a joint configuration) always fit.
    [[nodiscard]] bool tryAdd(std::uint64_t bytes) noexcept {
        if (m_size > 0 && bytes > 0 && (bytes > m_limit || m_size > m_limit - bytes)) {
            return false;
        }
        m_size += bytes;
        return true;
    }
    /// Entries were applied. Those of former leaders were never counted here.
    void remove(std::uint64_t bytes) noexcept { m_size -= std::min(m_size, bytes); }
    void reset() noexcept { m_size = 0; }
    [[nodiscard]] std::uint64_t size() const noexcept { return m_size; }

private:
    std::uint64_t m_limit;
    std::uint64_t m_size{0};
};

}  // namespace quorate::raft
