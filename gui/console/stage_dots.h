// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QPointF>
#include <QRectF>

#include <cstddef>

#include "gui/console/operation_stages.h"
#include "gui/theme/theme.h"

/// The stages of an operation as dots on a line: those that it has passed filled, the one it is at
/// with a ring, those to come hollow.
namespace quorate::gui {

/// The room that the dots take, at this height of text.
qreal stageDotsWidth(qreal textHeight);
/// The middle of a dot; dots are spread over the width whatever their number.
QPointF stageDotAt(const QRectF& box, std::size_t stage, std::size_t count);
/// The dot next to a place in the box.
std::size_t stageNextTo(const QRectF& box, qreal x, std::size_t count);

/// `box`: where the dots go; `edge`: the right end of the cell, up to which an unknown outcome is
/// hatched.
void paintStageDots(QPainter& painter, const QRectF& box, qreal edge, const OperationStages& stages,
                    const Theme& theme);

}  // namespace quorate::gui
