// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointF>
#include <QRectF>

#include <cstddef>
#include <vector>

namespace quorate::gui {

/// Where the centres of so many nodes stand, clockwise from the top, on a ring that fills `room`:
/// an ellipse, and where neighbours would come closer than `apart` on it, a rounder or a squarer
/// ring on which they do not.
std::vector<QPointF> pointsOnRing(std::size_t count, const QRectF& room, double apart);

/// Between the two that are closest; large for fewer than two.
double smallestDistance(const std::vector<QPointF>& points);

}  // namespace quorate::gui
