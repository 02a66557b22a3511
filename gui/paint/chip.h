// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QString>

#include "engine/raft/types.h"
#include "gui/paint/type.h"
#include "gui/theme/theme.h"

namespace quorate::gui {

/// The room that a chip with this text takes.
QSizeF chipSize(const QString& text, const Type& type);
/// A word in a small box, as beside a lane.
void paintChip(QPainter& painter, const QRectF& box, const QString& text, const Theme& theme,
               const Type& type);
/// The same in the colour of a term, with any font.
void paintTermBox(QPainter& painter, const QRectF& box, const QString& text, raft::Term term,
                  const Theme& theme, const QFont& font);
/// With that of chips: "term 8", "12/4118".
void paintTermChip(QPainter& painter, const QRectF& box, const QString& text, raft::Term term,
                   const Theme& theme, const Type& type);

}  // namespace quorate::gui
