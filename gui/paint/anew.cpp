// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/anew.h"

#include <QPaintEngine>

#include <cmath>

namespace quorate::gui {

bool paintsAnew(const QPainter& painter) {
    switch (painter.paintEngine()->type()) {
    case QPaintEngine::SVG:
    case QPaintEngine::Pdf:
    case QPaintEngine::Picture:
        return true;
    default:
        break;
    }
    constexpr double kSlack = 0.01;
    return std::abs(painter.deviceTransform().m11() - painter.device()->devicePixelRatioF()) >
           kSlack;
}

void paintHatch(QPainter& painter, const QPainterPath& area, const Hatch& hatch,
                const QRectF& frame) {
    painter.save();
    if (painter.paintEngine()->type() == QPaintEngine::SVG) {
        const double half = hatch.width * std::sqrt(0.5);
        QPainterPath lines;
        for (double x = frame.left() - frame.height(); x < frame.right(); x += hatch.pitch) {
            lines.addPolygon(QPolygonF({{x - half, frame.bottom()},
                                        {x + half, frame.bottom()},
                                        {x + half + frame.height(), frame.top()},
                                        {x - half + frame.height(), frame.top()},
                                        {x - half, frame.bottom()}}));
        }
        painter.fillPath(lines.intersected(area), hatch.ink);
    } else {
        painter.setClipPath(area, Qt::IntersectClip);
        painter.setPen(QPen(hatch.ink, hatch.width));
        for (double x = frame.left() - frame.height(); x < frame.right(); x += hatch.pitch) {
            painter.drawLine(QPointF(x, frame.bottom()), QPointF(x + frame.height(), frame.top()));
        }
    }
    painter.restore();
}

void paintHatch(QPainter& painter, const QRectF& area, const Hatch& hatch) {
    QPainterPath path;
    path.addRect(area);
    paintHatch(painter, path, hatch, area);
}

}  // namespace quorate::gui
