// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/icon.h"

#include <QPainter>
#include <QPixmap>

#include <array>
#include <cmath>

namespace quorate::gui {

namespace {

constexpr double kPi = 3.14159265358979323846;
/// Of a drawing that is 64 high.
constexpr double kRing = 21;
constexpr double kNode = 9.5;
constexpr double kDrawing = 64;

QPixmap drawn(int size) {
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(size / kDrawing, size / kDrawing);
    painter.translate(kDrawing / 2, kDrawing / 2 + 3);
    const QColor line(0x5A, 0x5F, 0x66);
    painter.setPen(QPen(line, 4));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QPointF(0, 0), kRing, kRing);
    const std::array<QColor, 3> fills{QColor(0x00, 0x72, 0xB2), QColor(0x00, 0x72, 0xB2),
                                      QColor(0xFF, 0xFF, 0xFF)};
    for (std::size_t i = 0; i < fills.size(); ++i) {
        const double angle = -kPi / 2 + 2 * kPi * static_cast<double>(i) / 3;
        painter.setBrush(fills[i]);
        painter.setPen(QPen(line, 3));
        painter.drawEllipse(QPointF(kRing * std::cos(angle), kRing * std::sin(angle)), kNode,
                            kNode);
    }
    return pixmap;
}

}  // namespace

QIcon applicationIcon() {
    QIcon icon;
    for (const int size : {16, 24, 32, 48, 64, 128, 256}) {
        icon.addPixmap(drawn(size));
    }
    return icon;
}

QIcon lensIcon(const QColor& ink) {
    QIcon icon;
    for (const int pixels : {16, 32, 48}) {
        QPixmap picture(pixels, pixels);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        const double unit = pixels / 16.0;
        painter.setPen(QPen(ink, 1.6 * unit, Qt::SolidLine, Qt::RoundCap));
        painter.drawEllipse(QPointF(6.8, 6.8) * unit, 4.2 * unit, 4.2 * unit);
        painter.drawLine(QPointF(10.2, 10.2) * unit, QPointF(14, 14) * unit);
        icon.addPixmap(picture);
    }
    return icon;
}

}  // namespace quorate::gui
