// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace quorate::gui {

/// How far a piece of work is. The thread that does it tells, any other one reads, and may ask it
/// to stop; the work looks at that between two steps. Shared by both.
class Progress {
public:
    /// How much there is to do, in units of the work's own; 0 while that is not known.
    void setTotal(std::uint64_t total) noexcept { m_total = total; }
    void tell(std::uint64_t done) noexcept { m_done = done; }

    /// 0 to 1, or less than 0 where it is not known.
    [[nodiscard]] double share() const noexcept {
        const std::uint64_t total = m_total;
        const std::uint64_t done = m_done;
        return total == 0     ? -1.0
               : done < total ? static_cast<double>(done) / static_cast<double>(total)
                              : 1.0;
    }

    void cancel() noexcept { m_isCancelled = true; }
    [[nodiscard]] bool isCancelled() const noexcept { return m_isCancelled; }

private:
    std::atomic<std::uint64_t> m_total{0};
    std::atomic<std::uint64_t> m_done{0};
    std::atomic<bool> m_isCancelled{false};
};

}  // namespace quorate::gui
