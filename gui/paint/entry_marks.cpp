// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/entry_marks.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>

namespace quorate::gui {

namespace {

class Antialiased {
public:
    explicit Antialiased(QPainter& painter) : m_painter(painter) {
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
    }
    Antialiased(const Antialiased&) = delete;
    Antialiased& operator=(const Antialiased&) = delete;
    ~Antialiased() { m_painter.restore(); }

private:
    QPainter& m_painter;
};

}  // namespace

void drawConflictEdge(QPainter& painter, const QPointF& left, qreal length, const Theme& theme,
                      qreal scale, qreal width) {
    const Antialiased antialiased(painter);
    const qreal step = 4 * scale;
    const qreal height = (width < 1.5 ? 3 : 4) * scale;
    QPolygonF line;
    bool isUp = false;
    for (qreal x = 0; x < length; x += step) {
        line << left + QPointF(x, isUp ? -height : 0);
        isUp = !isUp;
    }
    line << left + QPointF(length, isUp ? -height : 0);
    painter.setClipRect(QRectF(left.x() - 1, left.y() - 2 * height, length + 2, 3 * height),
                        Qt::IntersectClip);
    painter.setPen(QPen(theme.canvas, width * 2 * scale, Qt::SolidLine, Qt::FlatCap));
    painter.drawPolyline(line);
    painter.setPen(QPen(theme.danger, width * scale, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter.drawPolyline(line);
}

void drawGhost(QPainter& painter, const QRectF& cell, const Theme& theme) {
    const Antialiased antialiased(painter);
    QPen pen(theme.cellOutline, 1);
    pen.setCapStyle(Qt::FlatCap);
    pen.setDashPattern({2, 2});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5));
}

void drawCompactedSlab(QPainter& painter, const QRectF& slab, const QStringList& texts,
                       const QFont& font, const Theme& theme, qreal scale) {
    if (slab.width() < 1) {
        return;
    }
    const Antialiased antialiased(painter);
    const qreal depth = std::min(5 * scale, slab.width() / 2);
    const QRectF body = slab.adjusted(0.5, 0.5, -0.5, -0.5);
    constexpr int kTeeth = 2;
    const qreal tooth = body.height() / (2 * kTeeth);
    QPolygonF outline;
    outline << body.topLeft() << QPointF(body.right() - depth, body.top());
    for (int i = 0; i < 2 * kTeeth; ++i) {
        const bool isOut = i % 2 == 0;
        outline << QPointF(body.right() - (isOut ? 0 : depth), body.top() + (i + 1) * tooth);
    }
    outline << body.bottomLeft();
    painter.setPen(QPen(theme.cellOutline, 1));
    painter.setBrush(theme.track);
    painter.drawPolygon(outline);

    const qreal padding = 8 * scale;
    const QRectF inside = slab.adjusted(padding, 0, -padding - depth, 0);
    const QFontMetricsF metrics(font);
    for (const QString& text : texts) {
        if (metrics.horizontalAdvance(text) <= inside.width()) {
            painter.setFont(font);
            painter.setPen(theme.textSecondary);
            painter.drawText(inside, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, text);
            break;
        }
    }
}

void drawCommitTick(QPainter& painter, const QPointF& top, qreal height, const Theme& theme,
                    qreal scale) {
    const Antialiased antialiased(painter);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.text);
    painter.drawRect(QRectF(top.x() - scale, top.y(), 2 * scale, height));
    const qreal half = 5 * scale;
    painter.drawPolygon(QPolygonF({top + QPointF(-half, 0), top + QPointF(half, 0),
                                   top + QPointF(half * 0.55, half * 0.5),
                                   top + QPointF(-half * 0.55, half * 0.5)}));
}

void drawMatchDot(QPainter& painter, const QPointF& centre, const Theme& theme, qreal scale) {
    const Antialiased antialiased(painter);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.text);
    painter.drawEllipse(centre, 3.2 * scale, 3.2 * scale);
}

void drawNextTriangle(QPainter& painter, const QPointF& centre, const Theme& theme, qreal scale) {
    const Antialiased antialiased(painter);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.text);
    const qreal half = 4 * scale;
    painter.drawPolygon(
        QPolygonF({centre + QPointF(0, -half * 0.8), centre + QPointF(half, half * 0.7),
                   centre + QPointF(-half, half * 0.7)}));
}

}  // namespace quorate::gui
