// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace quorate::storage {

/// Pages of a file in memory; those that were never touched cost nothing.
class SparseBytes {
public:
    static constexpr std::uint64_t kPageSize = 4096;

    /// Null where there is none.
    [[nodiscard]] const char* find(std::uint64_t page) const noexcept {
        return page < m_pages.size() && m_pages[page] ? m_pages[page]->data() : nullptr;
    }
    /// A new one holds zeros.
    char* make(std::uint64_t page);

    /// Forgets what lies at `size` and behind it; the rest of its page is zeros.
    void truncate(std::uint64_t size);
    void clear() { m_pages.clear(); }

    /// The number of the last page, plus one; 0 without any.
    [[nodiscard]] std::uint64_t pageLimit() const noexcept { return m_pages.size(); }

private:
    using Page = std::array<char, kPageSize>;

    std::vector<std::unique_ptr<Page>> m_pages;
};

}  // namespace quorate::storage
