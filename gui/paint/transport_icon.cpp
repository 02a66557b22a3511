// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/transport_icon.h"

#include <QPainter>
#include <QPolygonF>

namespace quorate::gui {

namespace {

/// On a field of 14 by 14.
void drawSign(QPainter& painter, TransportSign sign) {
    const QPolygonF left({{10.5, 2.5}, {10.5, 11.5}, {4.5, 7}});
    const QPolygonF right({{3.5, 2.5}, {3.5, 11.5}, {9.5, 7}});
    switch (sign) {
    case TransportSign::ToStart:
        painter.drawRect(QRectF(2, 2.5, 2, 9));
        painter.drawPolygon(left.translated(0.5, 0));
        break;
    case TransportSign::Back:
        painter.drawPolygon(left.translated(-2, 0));
        painter.drawRect(QRectF(10, 2.5, 1.5, 9));
        break;
    case TransportSign::Play:
        painter.drawPolygon(QPolygonF({{3.5, 1.5}, {3.5, 12.5}, {12, 7}}));
        break;
    case TransportSign::Pause:
        painter.drawRect(QRectF(3, 2, 3, 10));
        painter.drawRect(QRectF(8, 2, 3, 10));
        break;
    case TransportSign::Forward:
        painter.drawRect(QRectF(2.5, 2.5, 1.5, 9));
        painter.drawPolygon(right.translated(2, 0));
        break;
    }
}

}  // namespace

QIcon transportIcon(TransportSign sign, int pixels, qreal devicePixelRatio, const Theme& theme) {
    QIcon icon;
    for (const auto& [mode, colour] :
         {std::pair(QIcon::Normal, theme.text), std::pair(QIcon::Disabled, theme.disabled)}) {
        QPixmap pixmap(QSize(pixels, pixels) * devicePixelRatio);
        pixmap.setDevicePixelRatio(devicePixelRatio);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(pixels / 14.0, pixels / 14.0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        drawSign(painter, sign);
        painter.end();
        icon.addPixmap(pixmap, mode);
    }
    return icon;
}

}  // namespace quorate::gui
