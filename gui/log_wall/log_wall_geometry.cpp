// SPDX-License-Identifier: Apache-2.0
#include "gui/log_wall/log_wall_geometry.h"

#include <algorithm>
#include <cmath>

namespace quorate::gui {

using raft::Index;

namespace {

constexpr double kL2Pixels = 2;
constexpr double kSlabWidth = 120;
constexpr double kMostPixelsAtL3 = 1;

double asNumber(Index index) {
    return static_cast<double>(index.value());
}

/// 1, 2 or 5 times a power of ten for large steps, powers of two for those within sight.
std::uint64_t tickStep(double atLeast) {
    if (atLeast <= 512) {
        std::uint64_t step = 1;
        while (static_cast<double>(step) < atLeast) {
            step *= 2;
        }
        return step;
    }
    std::uint64_t power = 100;
    while (true) {
        for (const std::uint64_t factor : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{5}}) {
            if (static_cast<double>(factor * power) >= atLeast) {
                return factor * power;
            }
        }
        power *= 10;
    }
}

}  // namespace

int LogWallGeometry::scaled(double length) const {
    return static_cast<int>(std::lround(length * m_fontScale));
}

void LogWallGeometry::setFontScale(double scale, int slotL0, int slotL1) {
    const LogZoom before = zoom();
    m_fontScale = scale;
    m_slotL0 = slotL0;
    m_slotL1 = slotL1;
    if (before != LogZoom::L3) {
        setZoom(before);
    }
    settle();
}

void LogWallGeometry::setView(QSize size) {
    m_view = size;
    settle();
}

void LogWallGeometry::setRowCount(std::size_t rows) {
    m_rows = rows;
    setTop(m_top);
}

void LogWallGeometry::setExtent(const Extent& extent) {
    if (extent == m_extent) {
        return;
    }
    const double slabBefore = slabWidth();
    const Index firstBefore = m_extent.first;
    m_extent = extent;
    m_offset += slabWidth() - slabBefore -
                (asNumber(extent.first) - asNumber(firstBefore)) * m_pixelsPerEntry;
    settle();
}

LogZoom LogWallGeometry::zoom() const noexcept {
    if (m_pixelsPerEntry >= m_slotL0) {
        return LogZoom::L0;
    }
    if (m_pixelsPerEntry >= m_slotL1) {
        return LogZoom::L1;
    }
    return m_pixelsPerEntry >= kL2Pixels ? LogZoom::L2 : LogZoom::L3;
}

std::uint64_t LogWallGeometry::entriesPerColumn() const noexcept {
    return std::max<std::uint64_t>(1,
                                   static_cast<std::uint64_t>(std::llround(1 / m_pixelsPerEntry)));
}

double LogWallGeometry::slabWidth() const {
    const double gone = asNumber(m_extent.first) - 1;
    if (gone <= 0) {
        return 0;
    }
    // As wide as what it stands for, within reason; at L3 that reason is its text.
    const double widest = scaled(kSlabWidth);
    return zoom() == LogZoom::L3 ? widest
                                 : std::clamp<double>(gone * m_pixelsPerEntry, scaled(64), widest);
}

double LogWallGeometry::tailWidth() const {
    return zoom() == LogZoom::L0 ? m_slotL0 : scaled(8);
}

double LogWallGeometry::entriesWidth() const {
    return std::max(1, m_view.width() - headerWidth());
}

double LogWallGeometry::contentWidth() const {
    return slabWidth() + (asNumber(m_extent.end) - asNumber(m_extent.first)) * m_pixelsPerEntry +
           tailWidth();
}

double LogWallGeometry::greatestOffset() const {
    return std::max(0.0, std::ceil(contentWidth() - entriesWidth()));
}

double LogWallGeometry::fittingPixels() const {
    const double count = std::max(1.0, asNumber(m_extent.end) - asNumber(m_extent.first));
    const double slab = m_extent.first.value() > 1 ? scaled(kSlabWidth) : 0;
    const double width = std::max(16.0, entriesWidth() - slab - scaled(8));
    return std::min(kMostPixelsAtL3, width / count);
}

std::vector<double> LogWallGeometry::steps() const {
    std::vector<double> steps{m_slotL0, m_slotL1, kL2Pixels, kMostPixelsAtL3};
    const double fitting = fittingPixels();
    for (double pixels = 0.25; pixels > fitting * 1.5; pixels /= 4) {
        steps.push_back(pixels);
    }
    if (fitting < kMostPixelsAtL3) {
        steps.push_back(fitting);
    }
    return steps;
}

void LogWallGeometry::settle() {
    if (m_isFitted) {
        m_pixelsPerEntry = fittingPixels();
    }
    m_offset = m_isFollowing ? greatestOffset() : std::clamp(m_offset, 0.0, greatestOffset());
    setTop(m_top);
}

void LogWallGeometry::setPixelsPerEntry(double pixels) {
    m_pixelsPerEntry = pixels;
    m_isFitted = zoom() == LogZoom::L3 && pixels <= fittingPixels();
}

void LogWallGeometry::setZoom(LogZoom zoom) {
    const bool wasFollowing = m_isFollowing;
    const double middle = headerWidth() + entriesWidth() / 2;
    const double at = (middle - scale().origin) / m_pixelsPerEntry;
    switch (zoom) {
    case LogZoom::L0:
        setPixelsPerEntry(m_slotL0);
        break;
    case LogZoom::L1:
        setPixelsPerEntry(m_slotL1);
        break;
    case LogZoom::L2:
        setPixelsPerEntry(kL2Pixels);
        break;
    case LogZoom::L3:
        setPixelsPerEntry(fittingPixels());
        break;
    }
    if (wasFollowing) {
        scrollToEnd();
    } else {
        scrollTo(slabWidth() + at * m_pixelsPerEntry - entriesWidth() / 2);
    }
}

void LogWallGeometry::zoomAbout(double x, int count) {
    const std::vector<double> all = steps();
    // The step that is nearest to what there is now.
    std::size_t now = 0;
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (std::abs(std::log(all[i] / m_pixelsPerEntry)) <
            std::abs(std::log(all[now] / m_pixelsPerEntry))) {
            now = i;
        }
    }
    const auto wanted = std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(now) - count, 0,
                                                   static_cast<std::ptrdiff_t>(all.size()) - 1);
    const double at = (x - scale().origin) / m_pixelsPerEntry;
    setPixelsPerEntry(all[static_cast<std::size_t>(wanted)]);
    scrollTo(slabWidth() + at * m_pixelsPerEntry - (x - headerWidth()));
}

void LogWallGeometry::scrollBy(double pixels) {
    scrollTo(m_offset + pixels);
}

void LogWallGeometry::scrollTo(double offset) {
    m_offset = std::clamp(std::round(offset), 0.0, greatestOffset());
    m_isFollowing = m_offset >= greatestOffset();
}

void LogWallGeometry::scrollToEnd() {
    m_isFollowing = true;
    settle();
}

void LogWallGeometry::makeVisible(Index index) {
    const double left = scale().xOf(index);
    const double right = left + m_pixelsPerEntry;
    if (left < headerWidth()) {
        scrollBy(left - headerWidth());
    } else if (right > headerWidth() + entriesWidth()) {
        scrollBy(right - headerWidth() - entriesWidth());
    }
}

void LogWallGeometry::setTop(int top) {
    m_top = std::clamp(top, 0, greatestTop());
}

int LogWallGeometry::greatestTop() const {
    return std::max(0, static_cast<int>(m_rows) * rowPitch() + axisHeight() - m_view.height());
}

IndexScale LogWallGeometry::scale() const {
    return {headerWidth() + slabWidth() - std::round(m_offset), m_extent.first, m_pixelsPerEntry};
}

double LogWallGeometry::leftEnd() const {
    return headerWidth() - std::round(m_offset);
}

LogWallGeometry::Extent LogWallGeometry::visible() const {
    const IndexScale axis = scale();
    const Index low = axis.indexAt(headerWidth());
    const Index high = axis.indexAt(headerWidth() + entriesWidth() - 1e-6).next();
    return {std::clamp(low, m_extent.first, m_extent.end),
            std::clamp(high, m_extent.first, m_extent.end)};
}

std::vector<Index> LogWallGeometry::ticks(double labelWidth) const {
    const Extent seen = visible();
    const std::uint64_t step = std::max<std::uint64_t>(
        zoom() == LogZoom::L0 ? 8 : 1, tickStep((labelWidth + scaled(20)) / m_pixelsPerEntry));
    std::vector<Index> ticks;
    for (std::uint64_t at = (seen.first.value() + step - 1) / step * step; at < seen.end.value();
         at += step) {
        if (at > 0) {
            ticks.emplace_back(at);
        }
    }
    return ticks;
}

int LogWallGeometry::rowTop(std::size_t row) const {
    return axisHeight() + static_cast<int>(row) * rowPitch() - m_top;
}

std::optional<std::size_t> LogWallGeometry::rowAt(int y) const {
    if (y < axisHeight()) {
        return std::nullopt;
    }
    const int row = (y - axisHeight() + m_top) / rowPitch();
    return row < static_cast<int>(m_rows) ? std::optional<std::size_t>(row) : std::nullopt;
}

}  // namespace quorate::gui
