// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/chip.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace quorate::gui {

namespace {

constexpr double kTextSize = 11.0;
constexpr double kPadding = 6.0;
constexpr double kRadius = 2.0;

void paintBox(QPainter& painter, const QRectF& box, const QColor& fill, const QColor& border) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill);
    painter.setPen(QPen(border, 1.0));
    const QRectF snapped(std::round(box.x()) + 0.5, std::round(box.y()) + 0.5,
                         std::round(box.width()) - 1.0, std::round(box.height()) - 1.0);
    painter.drawRoundedRect(snapped, kRadius, kRadius);
}

}  // namespace

QSizeF chipSize(const QString& text, const Type& type) {
    const QFontMetricsF metrics(type.font(kTextSize, QFont::Medium));
    return {std::ceil(metrics.horizontalAdvance(text)) + 2.0 * kPadding,
            std::max(16.0, std::ceil(metrics.height()) + 2.0)};
}

void paintChip(QPainter& painter, const QRectF& box, const QString& text, const Theme& theme,
               const Type& type) {
    paintBox(painter, box, theme.base, theme.border);
    painter.setPen(theme.textSecondary);
    painter.setFont(type.font(kTextSize, QFont::Medium));
    painter.drawText(box, Qt::AlignCenter, text);
}

void paintTermBox(QPainter& painter, const QRectF& box, const QString& text, raft::Term term,
                  const Theme& theme, const QFont& font) {
    paintBox(painter, box, theme.termFill(term), theme.outline);
    painter.setPen(theme.termLabel(term));
    painter.setFont(font);
    painter.drawText(box, Qt::AlignCenter, text);
}

void paintTermChip(QPainter& painter, const QRectF& box, const QString& text, raft::Term term,
                   const Theme& theme, const Type& type) {
    paintTermBox(painter, box, text, term, theme, type.font(kTextSize, QFont::DemiBold));
}

}  // namespace quorate::gui
