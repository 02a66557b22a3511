// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointF>

#include "gui/recording/history.h"
#include "gui/theme/theme.h"

class QPainter;

namespace quorate::gui {

/// What happened, on the time bar: ◆ elected, ◇ campaign, ✕ down, ○ up, ⫽ fault, ■ snapshot,
/// ▲ configuration, a red ◆ with ✕ for a violation. About 10 pixels across at scale 1.
void drawTimeMark(QPainter& painter, const QPointF& centre, MarkKind kind, const Theme& theme,
                  qreal scale);
void drawBookmark(QPainter& painter, const QPointF& centre, const Theme& theme, qreal scale);

}  // namespace quorate::gui
