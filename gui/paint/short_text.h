// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QPainter>
#include <QRectF>
#include <QString>

namespace quorate::gui {

/// Texts of one line that are painted again and again, as labels and numbers are. To find out where
/// the glyphs of a text go costs several times as much as to copy them, so that is kept, in each
/// thread that paints.
///
/// As wide as QFontMetricsF has it.
double shortTextWidth(const QFont& font, const QString& text);
/// Font and colour are those of the painter; the same glyphs at the same places as with
/// QPainter::drawText().
void drawShortText(QPainter& painter, QPointF baseline, const QString& text);
/// Not clipped, and not broken into lines.
void drawShortText(QPainter& painter, const QRectF& room, Qt::Alignment alignment,
                   const QString& text);

}  // namespace quorate::gui
