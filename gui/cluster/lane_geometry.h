// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineF>
#include <QPointF>

#include "engine/observe/cluster_state.h"
#include "engine/observe/moment.h"

namespace quorate::gui {

/// The line between two nodes, from edge to edge. Null where they are too close for one.
QLineF axisBetween(QPointF from, QPointF to);
/// The side of the axis that traffic in its direction keeps to: the right.
QLineF laneBeside(const QLineF& axis);
/// A length of 1 along the line.
QPointF directionOf(const QLineF& line);
/// Of a point from the nearest point of the line.
double distanceTo(const QLineF& line, QPointF point);

/// How much of its way a message has behind it, 0 to 1. Where it is not known when it will arrive,
/// as on real sockets, it takes a nominal time, and then waits before the end of the lane.
double flightOf(const observe::MessageInFlight& message, observe::Moment moment);

}  // namespace quorate::gui
