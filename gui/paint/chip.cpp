// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/chip.h"

#include <QFontMetricsF>
#include <QPixmapCache>

#include <algorithm>
#include <cmath>

#include "gui/paint/anew.h"

namespace quorate::gui {

namespace {

constexpr double kTextSize = 11.0;
constexpr double kPadding = 6.0;
constexpr double kRadius = 2.0;

/// Copied from one that was painted before: rounded corners cost more than the rest of a chip.
void paintBox(QPainter& painter, const QRectF& box, const QColor& fill, const QColor& border) {
    const auto draw = [&](QPainter& on, const QRectF& at) {
        on.setRenderHint(QPainter::Antialiasing);
        on.setBrush(fill);
        on.setPen(QPen(border, 1.0));
        on.drawRoundedRect(at.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    };
    if (paintsAnew(painter)) {
        draw(painter, QRectF(box.toRect()));
        return;
    }
    const QSize size(static_cast<int>(std::round(box.width())),
                     static_cast<int>(std::round(box.height())));
    const double ratio = painter.device()->devicePixelRatioF();
    const QString key = QStringLiteral("chip %1 %2 %3 %4 %5")
                            .arg(size.width())
                            .arg(size.height())
                            .arg(fill.rgba())
                            .arg(border.rgba())
                            .arg(ratio);
    QPixmap tile;
    if (!QPixmapCache::find(key, &tile)) {
        tile = QPixmap((QSizeF(size) * ratio).toSize());
        tile.setDevicePixelRatio(ratio);
        tile.fill(Qt::transparent);
        QPainter tilePainter(&tile);
        draw(tilePainter, QRectF(QPointF(), QSizeF(size)));
        tilePainter.end();
        QPixmapCache::insert(key, tile);
    }
    painter.drawPixmap(QPointF(std::round(box.x()), std::round(box.y())), tile);
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
