// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/occupied.h"

#include <algorithm>
#include <cmath>

namespace quorate::gui {

bool touches(const QLineF& line, const QRectF& box) {
    // Liang and Barsky: the part of the line that is within, by its parameter.
    double from = 0.0;
    double to = 1.0;
    const auto clip = [&](double step, double room) {
        if (step == 0.0) {
            return room >= 0.0;
        }
        const double at = room / step;
        if (step < 0.0) {
            from = std::max(from, at);
        } else {
            to = std::min(to, at);
        }
        return from <= to;
    };
    return clip(-line.dx(), line.x1() - box.left()) && clip(line.dx(), box.right() - line.x1()) &&
           clip(-line.dy(), line.y1() - box.top()) && clip(line.dy(), box.bottom() - line.y1());
}

bool Occupied::isFree(const QRectF& box) const {
    const auto isHit = [&box](const Disc& disc) {
        const double x = std::clamp(disc.centre.x(), box.left(), box.right());
        const double y = std::clamp(disc.centre.y(), box.top(), box.bottom());
        return std::hypot(disc.centre.x() - x, disc.centre.y() - y) < disc.radius;
    };
    return m_canvas.contains(box) && std::none_of(m_discs.begin(), m_discs.end(), isHit) &&
           std::none_of(m_boxes.begin(), m_boxes.end(),
                        [&box](const QRectF& other) { return other.intersects(box); });
}

std::size_t Occupied::linesThrough(const QRectF& box) const {
    return static_cast<std::size_t>(std::count_if(
        m_lines.begin(), m_lines.end(), [&box](const QLineF& line) { return touches(line, box); }));
}

}  // namespace quorate::gui
