// SPDX-License-Identifier: Apache-2.0
#include "gui/time_bar/live_button.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

#include "gui/paint/type.h"

namespace quorate::gui {

LiveButton::LiveButton(const ThemeModel& theme, QWidget* parent)
    : QAbstractButton(parent), m_theme(theme) {
    setObjectName(QStringLiteral("liveButton"));
    setText(tr("LIVE"));
    setToolTip(tr("Show the newest moment (L)"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void LiveButton::show(bool isLive, const QString& text) {
    if (isLive == m_isLive && text == m_caption) {
        return;
    }
    m_isLive = isLive;
    m_caption = text;
    setAccessibleName(tr("LIVE, %1").arg(text));
    update();
}

QSize LiveButton::sizeHint() const {
    const double scale = Type(font()).scale();
    return {static_cast<int>(std::lround(112 * scale)), static_cast<int>(std::lround(72 * scale))};
}

void LiveButton::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& theme = m_theme.theme();
    const Type type(font());
    const double scale = type.scale();
    const QRectF box(1, 8 * scale + 0.5, width() - 2, 40 * scale - 1);
    painter.setPen(QPen(m_isLive || underMouse() || hasFocus() ? theme.accent : theme.border,
                        hasFocus() ? 2 : 1));
    painter.setBrush(m_isLive ? theme.selectedRow : isDown() ? theme.header : theme.buttonTop);
    painter.drawRoundedRect(box, 3, 3);

    const QFont label = type.font(13, QFont::DemiBold);
    const QFontMetricsF metrics(label);
    const double radius = 4.5 * scale;
    const double gap = 9 * scale;
    const double content = 2 * radius + gap + metrics.horizontalAdvance(text());
    const double left = box.center().x() - content / 2;
    const QPointF dot(left + radius, box.center().y());
    const QColor colour = m_isLive ? theme.accent : theme.textSecondary;
    painter.setPen(QPen(colour, 1.5));
    painter.setBrush(m_isLive ? QBrush(colour) : QBrush(Qt::NoBrush));
    painter.drawEllipse(dot, radius, radius);
    painter.setFont(label);
    painter.setPen(m_isLive ? theme.text : theme.textSecondary);
    painter.drawText(QPointF(dot.x() + radius + gap, box.center().y() + metrics.capHeight() / 2),
                     text());

    painter.setFont(type.font(11));
    painter.setPen(m_isLive ? theme.textTertiary : theme.text);
    painter.drawText(QRectF(0, box.bottom(), width(), height() - box.bottom() - 4 * scale),
                     Qt::AlignHCenter | Qt::AlignVCenter | Qt::TextDontClip, m_caption);
}

}  // namespace quorate::gui
