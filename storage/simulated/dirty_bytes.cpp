// SPDX-License-Identifier: Apache-2.0
#include "storage/simulated/dirty_bytes.h"

#include <algorithm>

namespace quorate::storage {

void DirtyBytes::write(std::uint64_t offset, std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    const std::uint64_t end = offset + bytes.size();
    // Most writes append to the last one.
    if (!m_ranges.empty() && m_ranges.back().end() == offset) {
        m_ranges.back().bytes.append(bytes);
        return;
    }
    // Those that the new bytes overlap or touch become one with them.
    const auto first =
        std::partition_point(m_ranges.begin(), m_ranges.end(),
                             [offset](const Range& range) { return range.end() < offset; });
    const auto last = std::partition_point(
        first, m_ranges.end(), [end](const Range& range) { return range.offset <= end; });
    if (first == last) {
        m_ranges.insert(first, Range{offset, std::string(bytes)});
        return;
    }
    const auto tail = last - 1;
    if (offset < first->offset) {
        first->bytes.insert(0, first->offset - offset, '\0');
        first->offset = offset;
    }
    first->bytes.resize(std::max<std::uint64_t>(first->bytes.size(), end - first->offset));
    first->bytes.replace(offset - first->offset, bytes.size(), bytes);
    if (tail != first && tail->end() > end) {
        first->bytes.append(tail->bytes, end - tail->offset);
    }
    m_ranges.erase(first + 1, last);
}

void DirtyBytes::patch(std::uint64_t offset, std::span<char> bytes) const {
    const std::uint64_t end = offset + bytes.size();
    auto range = std::partition_point(m_ranges.begin(), m_ranges.end(),
                                      [offset](const Range& r) { return r.end() <= offset; });
    for (; range != m_ranges.end() && range->offset < end; ++range) {
        const std::uint64_t from = std::max(offset, range->offset);
        const std::uint64_t to = std::min(end, range->end());
        range->bytes.copy(bytes.data() + (from - offset), to - from, from - range->offset);
    }
}

void DirtyBytes::truncate(std::uint64_t size) {
    while (!m_ranges.empty() && m_ranges.back().offset >= size) {
        m_ranges.pop_back();
    }
    if (!m_ranges.empty() && m_ranges.back().end() > size) {
        m_ranges.back().bytes.resize(size - m_ranges.back().offset);
    }
}

}  // namespace quorate::storage
