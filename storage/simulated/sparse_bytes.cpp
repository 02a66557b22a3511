// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/sparse_bytes.h"

#include <algorithm>

namespace quorate::storage {

char* SparseBytes::make(std::uint64_t page) {
    if (page >= m_pages.size()) {
        m_pages.resize(page + 1);
    }
    auto& place = m_pages[page];
    if (!place) {
        place = std::make_unique<Page>();
    }
    return place->data();
}

void SparseBytes::truncate(std::uint64_t size) {
    const std::uint64_t whole = size / kPageSize;
    const std::uint64_t rest = size % kPageSize;
    if (whole < m_pages.size() && m_pages[whole] && rest != 0) {
        std::fill(m_pages[whole]->begin() + static_cast<std::ptrdiff_t>(rest),
                  m_pages[whole]->end(), '\0');
    }
    m_pages.resize(std::min<std::uint64_t>(m_pages.size(), whole + (rest != 0 ? 1 : 0)));
}

}  // namespace quorate::storage
