// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineF>
#include <QPointF>
#include <QRectF>

#include <vector>

#include "engine/raft/types.h"
#include "gui/cluster/ring_layout.h"

namespace quorate::gui {

/// 1 and -1 for the two sides of a line, 0 for a point on it.
int sideOf(const QLineF& line, QPointF point);
/// The same line from edge to edge, and beyond.
QLineF acrossCanvas(const QLineF& line, const QRectF& canvas);
/// The part of such a line that is on the canvas; a picture may go on around it.
QLineF withinCanvas(const QLineF& line, const QRectF& canvas);
/// The nodes on either side of a line that somebody draws; one of them may be empty.
std::vector<std::vector<raft::NodeId>> groupsOf(const QLineF& line, const RingLayout& layout);

}  // namespace quorate::gui
