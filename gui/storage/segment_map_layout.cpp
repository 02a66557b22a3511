// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/segment_map_layout.h"

#include <algorithm>
#include <cmath>

#include "storage/inspection/log_stripes.h"

namespace quorate::gui {

namespace {

/// Of the strip, for what is not written yet: a part of what is, one in so many.
constexpr std::uint64_t kRoom = 10;

}  // namespace

SegmentMapLayout::SegmentMapLayout(const storage::LogSegment& segment,
                                   const std::vector<storage::LogStripe>& map, double width)
    : m_width(width), m_written(segment.writtenSize) {
    // A segment has room for many more; a strip of nothing but that would show nothing.
    m_span = std::max<std::uint64_t>(
        std::min(std::max(segment.fileSize, m_written), m_written + m_written / kRoom + 1), 1);
    if (segment.durableSize) {
        m_durableX = xOf(*segment.durableSize);
    }
    storage::LogStripe prevailing;
    double begin = -kLeast;
    for (const storage::LogStripe& stripe : map) {
        const double left = std::floor(xOf(stripe.offset) / kLeast) * kLeast;
        const double right =
            std::max(left + kLeast, std::floor(xOf(stripe.offset + stripe.size) / kLeast) * kLeast);
        if (left > begin || m_columns.empty()) {
            // What lies between two records is of the one before.
            if (!m_columns.empty()) {
                m_columns.back().right = left;
            }
            begin = left;
            prevailing = stripe;
            m_columns.push_back({left, right, stripe.kind, stripe.term});
        } else if (storage::prevails(stripe, prevailing)) {
            prevailing = stripe;
            m_columns.back().kind = stripe.kind;
            m_columns.back().term = stripe.term;
            m_columns.back().right = std::max(m_columns.back().right, right);
        }
    }
    if (!m_columns.empty()) {
        m_columns.back().right = std::max(m_columns.back().left + 1, writtenX());
    }
}

double SegmentMapLayout::xOf(std::uint64_t offset) const noexcept {
    return m_width * static_cast<double>(std::min(offset, m_span)) / static_cast<double>(m_span);
}

std::uint64_t SegmentMapLayout::offsetAt(double x) const noexcept {
    const double part = m_width <= 0 ? 0 : std::clamp(x / m_width, 0.0, 1.0);
    return std::min(static_cast<std::uint64_t>(part * static_cast<double>(m_span)),
                    m_written == 0 ? 0 : m_written - 1);
}

}  // namespace quorate::gui
