// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/lane_geometry.h"

#include <algorithm>
#include <cmath>

#include "gui/cluster/ring_layout.h"

namespace quorate::gui {

namespace {

constexpr double kBesideAxis = 6.0;
/// Of a message of which nobody knows when it arrives.
constexpr double kNominalFlightNs = 2e6;
constexpr double kNominalEnd = 0.9;

}  // namespace

QPointF directionOf(const QLineF& line) {
    const double length = line.length();
    return length > 0.0 ? QPointF(line.dx() / length, line.dy() / length) : QPointF(1.0, 0.0);
}

QLineF axisBetween(QPointF from, QPointF to) {
    const QLineF whole(from, to);
    if (whole.length() < 2.0 * kNodeRoom + 4.0) {
        return {};
    }
    const QPointF inset = directionOf(whole) * kNodeRoom;
    return {from + inset, to - inset};
}

QLineF laneBeside(const QLineF& axis) {
    const QPointF direction = directionOf(axis);
    // Downwards is positive, so this is the right of who travels along.
    return axis.translated(QPointF(-direction.y(), direction.x()) * kBesideAxis);
}

double distanceTo(const QLineF& line, QPointF point) {
    const double square = line.dx() * line.dx() + line.dy() * line.dy();
    const QPointF offset = point - line.p1();
    const double along =
        square > 0.0 ? (offset.x() * line.dx() + offset.y() * line.dy()) / square : 0.0;
    const QPointF nearest = line.pointAt(std::clamp(along, 0.0, 1.0));
    return std::hypot(point.x() - nearest.x(), point.y() - nearest.y());
}

double flightOf(const observe::MessageInFlight& message, observe::Moment moment) {
    if (message.isHeld) {
        return 0.5;
    }
    const auto left = static_cast<double>(message.left.nanoseconds());
    const double gone = static_cast<double>(moment.nanoseconds()) - left;
    if (message.due <= message.left) {
        return std::clamp(gone / kNominalFlightNs, 0.0, kNominalEnd);
    }
    const double whole = static_cast<double>(message.due.nanoseconds()) - left;
    return std::clamp(gone / whole, 0.0, 1.0);
}

}  // namespace quorate::gui
