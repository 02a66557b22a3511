// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QRectF>
#include <QString>
#include <QStringList>

#include "gui/theme/theme.h"

class QPainter;

/// What is drawn around log entries.
namespace quorate::gui {

/// The red zig-zag along the top of entries that conflict with the leader's; `width` is that of the
/// line.
void drawConflictEdge(QPainter& painter, const QPointF& left, qreal length, const Theme& theme,
                      qreal scale, qreal width = 2);

/// Where an entry was that is truncated.
void drawGhost(QPainter& painter, const QRectF& cell, const Theme& theme);

/// The compacted prefix of a log: a slab with a torn right edge, and in it the longest of `texts`
/// that fits, if one does.
void drawCompactedSlab(QPainter& painter, const QRectF& slab, const QStringList& texts,
                       const QFont& font, const Theme& theme, qreal scale);

/// The tick at which a node's own commit ends, with its flag on top.
void drawCommitTick(QPainter& painter, const QPointF& top, qreal height, const Theme& theme,
                    qreal scale);
/// What a leader knows a follower to have.
void drawMatchDot(QPainter& painter, const QPointF& centre, const Theme& theme, qreal scale);
/// What a leader will send next.
void drawNextTriangle(QPainter& painter, const QPointF& centre, const Theme& theme, qreal scale);

}  // namespace quorate::gui
