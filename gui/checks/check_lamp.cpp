// SPDX-License-Identifier: Apache-2.0
#include "gui/checks/check_lamp.h"

#include <cmath>

namespace quorate::gui {

namespace {

constexpr double kPen = 1.5;

QPolygonF octagon(const QRectF& box) {
    const double cut = box.width() * 0.293;
    return QPolygonF({{box.left() + cut, box.top()},
                      {box.right() - cut, box.top()},
                      {box.right(), box.top() + cut},
                      {box.right(), box.bottom() - cut},
                      {box.right() - cut, box.bottom()},
                      {box.left() + cut, box.bottom()},
                      {box.left(), box.bottom() - cut},
                      {box.left(), box.top() + cut}});
}

void paintTick(QPainter& painter, const QRectF& box) {
    const QPointF middle = box.center();
    const double unit = box.width() / 16;
    painter.drawPolyline(
        QPolygonF({middle + QPointF(-3.5, 0.2) * unit, middle + QPointF(-1, 2.8) * unit,
                   middle + QPointF(3.8, -2.8) * unit}));
}

}  // namespace

void paintLamp(QPainter& painter, const QRectF& box, Lamp lamp, const Theme& theme) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF ring = box.adjusted(1, 1, -1, -1);
    const double unit = box.width() / 16;
    const auto pen = [unit](const QColor& color, double width) {
        return QPen(color, width * unit, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    };
    switch (lamp) {
    case Lamp::Idle:
        painter.setPen(QPen(theme.textTertiary, kPen * unit, Qt::DotLine));
        painter.drawEllipse(ring);
        break;
    case Lamp::Holding:
        painter.setPen(pen(theme.textSecondary, kPen));
        painter.drawEllipse(ring);
        painter.setPen(pen(theme.text, 2));
        paintTick(painter, box);
        break;
    case Lamp::Undecided: {
        painter.setPen(pen(theme.late, kPen));
        painter.setBrush(theme.lateGround);
        painter.drawEllipse(ring);
        QFont font = painter.font();
        font.setPixelSize(std::max(6, static_cast<int>(std::lround(11 * unit))));
        font.setWeight(QFont::Bold);
        painter.setFont(font);
        painter.setPen(theme.text);
        painter.drawText(box, Qt::AlignCenter, QStringLiteral("?"));
        break;
    }
    case Lamp::Violated:
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.danger);
        painter.drawPolygon(octagon(box));
        painter.setPen(pen(theme.isDark ? theme.window : QColor(Qt::white), 2));
        const double arm = 3 * unit;
        painter.drawLine(box.center() - QPointF(arm, arm), box.center() + QPointF(arm, arm));
        painter.drawLine(box.center() - QPointF(arm, -arm), box.center() + QPointF(arm, -arm));
        break;
    }
    painter.restore();
}

}  // namespace quorate::gui
