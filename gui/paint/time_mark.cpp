// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/time_mark.h"

#include <QPainter>
#include <QPolygonF>

namespace quorate::gui {

namespace {

QPolygonF diamond(qreal radius) {
    return QPolygonF({{0, -radius}, {radius, 0}, {0, radius}, {-radius, 0}});
}

void drawCross(QPainter& painter, qreal radius) {
    painter.drawLine(QPointF(-radius, -radius), QPointF(radius, radius));
    painter.drawLine(QPointF(-radius, radius), QPointF(radius, -radius));
}

void drawStrokes(QPainter& painter) {
    painter.drawLine(QPointF(-3.6, 4.2), QPointF(-0.4, -4.2));
    painter.drawLine(QPointF(0.4, 4.2), QPointF(3.6, -4.2));
}

}  // namespace

void drawTimeMark(QPainter& painter, const QPointF& centre, MarkKind kind, const Theme& theme,
                  qreal scale) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(centre);
    painter.scale(scale, scale);
    const auto filled = [&](const QColor& colour) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
    };
    const auto stroked = [&](const QColor& colour, qreal width) {
        painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        painter.setBrush(Qt::NoBrush);
    };
    switch (kind) {
    case MarkKind::LeaderElected:
        filled(theme.text);
        painter.drawPolygon(diamond(5.2));
        break;
    case MarkKind::Campaign:
        stroked(theme.textSecondary, 1.2);
        painter.drawPolygon(diamond(3.6));
        break;
    case MarkKind::NodeDown:
        stroked(theme.text, 2);
        drawCross(painter, 3.8);
        break;
    case MarkKind::NodeFailed:
        stroked(theme.danger, 2);
        drawCross(painter, 3.8);
        break;
    case MarkKind::NodeUp:
        stroked(theme.text, 1.6);
        painter.drawEllipse(QPointF(0, 0), 3.6, 3.6);
        break;
    case MarkKind::FaultStarted:
        stroked(theme.text, 1.8);
        drawStrokes(painter);
        break;
    case MarkKind::FaultEnded:
        stroked(theme.textTertiary, 1);
        drawStrokes(painter);
        break;
    case MarkKind::SnapshotSaved:
        filled(theme.text);
        painter.drawRect(QRectF(-4, -4, 8, 8));
        break;
    case MarkKind::SnapshotInstalled:
        stroked(theme.text, 1.4);
        painter.drawRect(QRectF(-3.5, -3.5, 7, 7));
        filled(theme.text);
        painter.drawRect(QRectF(-3.5, 0, 7, 3.5));
        break;
    case MarkKind::ConfigurationChanged:
        filled(theme.text);
        painter.drawPolygon(QPolygonF({{0, -4.4}, {5, 4}, {-5, 4}}));
        break;
    case MarkKind::Unseen:
        filled(theme.text);
        for (const qreal x : {-4.5, 0.0, 4.5}) {
            painter.drawEllipse(QPointF(x, 0), 1.6, 1.6);
        }
        break;
    case MarkKind::Violation:
        filled(theme.danger);
        painter.drawPolygon(diamond(6.4));
        stroked(theme.base, 1.4);
        drawCross(painter, 1.9);
        break;
    }
    painter.restore();
}

void drawBookmark(QPainter& painter, const QPointF& centre, const Theme& theme, qreal scale) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(centre);
    painter.scale(scale, scale);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawPolygon(QPolygonF({{-3.5, -5}, {3.5, -5}, {3.5, 5}, {0, 2}, {-3.5, 5}}));
    painter.restore();
}

}  // namespace quorate::gui
