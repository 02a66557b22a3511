// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/ring_points.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace quorate::gui {

namespace {

/// Of a view that is much wider than high, the ring is not wider than so many times its height.
constexpr double kWidest = 2.6;
constexpr double kHighest = 1.3;

/// A superellipse: with power 2 an ellipse, with more of it nearly a rectangle.
QPointF onRing(double angle, double power, const QSizeF& radii) {
    const auto bend = [power](double value) {
        return std::copysign(std::pow(std::abs(value), 2.0 / power), value);
    };
    return {radii.width() * bend(std::cos(angle)), radii.height() * bend(std::sin(angle))};
}

std::vector<QPointF> byAngle(std::size_t count, const QSizeF& radii) {
    std::vector<QPointF> points;
    for (std::size_t i = 0; i < count; ++i) {
        const double angle = 2.0 * M_PI * static_cast<double>(i) / static_cast<double>(count);
        points.push_back(onRing(angle - M_PI / 2.0, 2.0, radii));
    }
    return points;
}

/// At equal distances along the line.
std::vector<QPointF> byLength(std::size_t count, double power, const QSizeF& radii) {
    constexpr std::size_t kSteps = 720;
    std::vector<QPointF> line;
    std::vector<double> lengths{0.0};
    for (std::size_t i = 0; i <= kSteps; ++i) {
        const double angle = 2.0 * M_PI * static_cast<double>(i) / kSteps - M_PI / 2.0;
        line.push_back(onRing(angle, power, radii));
        if (i > 0) {
            const QPointF step = line[i] - line[i - 1];
            lengths.push_back(lengths.back() + std::hypot(step.x(), step.y()));
        }
    }
    std::vector<QPointF> points;
    for (std::size_t i = 0; i < count; ++i) {
        const double wanted = lengths.back() * static_cast<double>(i) / static_cast<double>(count);
        const auto at = std::lower_bound(lengths.begin(), lengths.end(), wanted);
        points.push_back(line[static_cast<std::size_t>(at - lengths.begin())]);
    }
    return points;
}

/// Stretches and moves them so that they fill the room.
void fill(std::vector<QPointF>& points, const QRectF& room) {
    const auto [left, right] = std::minmax_element(
        points.begin(), points.end(), [](QPointF a, QPointF b) { return a.x() < b.x(); });
    const auto [top, bottom] = std::minmax_element(
        points.begin(), points.end(), [](QPointF a, QPointF b) { return a.y() < b.y(); });
    const QRectF box(QPointF(left->x(), top->y()), QPointF(right->x(), bottom->y()));
    const double x = box.width() > 0.0 ? room.width() / box.width() : 1.0;
    const double y = box.height() > 0.0 ? room.height() / box.height() : 1.0;
    for (QPointF& point : points) {
        point = room.center() +
                QPointF((point.x() - box.center().x()) * x, (point.y() - box.center().y()) * y);
    }
}

}  // namespace

double smallestDistance(const std::vector<QPointF>& points) {
    double smallest = std::numeric_limits<double>::max();
    for (std::size_t a = 0; a < points.size(); ++a) {
        for (std::size_t b = a + 1; b < points.size(); ++b) {
            const QPointF between = points[a] - points[b];
            smallest = std::min(smallest, std::hypot(between.x(), between.y()));
        }
    }
    return smallest;
}

std::vector<QPointF> pointsOnRing(std::size_t count, const QRectF& room, double apart) {
    const double width = std::max(0.0, std::min(room.width(), room.height() * kWidest));
    const double height = std::max(0.0, std::min(room.height(), room.width() * kHighest));
    const QRectF tight(room.center() - QPointF(width / 2.0, height / 2.0), QSizeF(width, height));
    if (count <= 1) {
        return std::vector<QPointF>(count, tight.center());
    }
    if (count == 2) {
        return {QPointF(tight.left(), tight.center().y()),
                QPointF(tight.right(), tight.center().y())};
    }
    std::vector<QPointF> best;
    double bestDistance = -1.0;
    for (const QRectF& within : {tight, room}) {
        const QSizeF radii = within.size() / 2.0;
        std::array<std::vector<QPointF>, 5> choices{
            byAngle(count, radii), byLength(count, 2.0, radii), byLength(count, 3.0, radii),
            byLength(count, 5.0, radii), byLength(count, 10.0, radii)};
        for (std::vector<QPointF>& points : choices) {
            fill(points, within);
            const double distance = smallestDistance(points);
            if (distance >= apart) {
                return points;
            }
            if (distance > bestDistance) {
                bestDistance = distance;
                best = std::move(points);
            }
        }
    }
    return best;
}

}  // namespace quorate::gui
