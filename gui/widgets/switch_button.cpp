// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/switch_button.h"

#include <QPainter>

#include <algorithm>

namespace quorate::gui {

namespace {

constexpr int kLeastTrack = 14;
constexpr int kGap = 8;
constexpr int kFocus = 3;

}  // namespace

SwitchButton::SwitchButton(const ThemeModel& theme, const QString& text, QWidget* parent)
    : QAbstractButton(parent), m_theme(theme) {
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(text);
    setCursor(Qt::PointingHandCursor);
    connect(&theme, &ThemeModel::changed, this, qOverload<>(&QWidget::update));
}

QSize SwitchButton::sizeHint() const {
    const int label = text().isEmpty() ? 0 : kGap + fontMetrics().horizontalAdvance(text()) + 2;
    const QSize track = trackSize();
    return {2 * kFocus + track.width() + label,
            std::max(track.height() + 2 * kFocus, fontMetrics().height() + 4)};
}

/// As high as its text.
QSize SwitchButton::trackSize() const {
    const int height = std::max(kLeastTrack, fontMetrics().height() + 1);
    return {height * 15 / 8, height};
}

void SwitchButton::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QSize size = trackSize();
    const QRectF track(kFocus + 0.5, (height() - size.height()) / 2 + 0.5, size.width() - 1,
                       size.height() - 1);
    const qreal radius = track.height() / 2;
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(track.adjusted(-2.5, -2.5, 2.5, 2.5), radius + 2.5, radius + 2.5);
    }
    const bool isOn = isChecked();
    const QColor ground = !isEnabled() ? theme.border : isOn ? theme.accent : theme.base;
    painter.setPen(QPen(isOn && isEnabled() ? theme.accent : theme.textTertiary, 1));
    painter.setBrush(ground);
    painter.drawRoundedRect(track, radius, radius);
    painter.setPen(Qt::NoPen);
    painter.setBrush(isOn || !isEnabled() ? theme.textOnAccent : theme.textTertiary);
    const qreal dot = radius - 3;
    const QPointF centre(isOn ? track.right() - radius : track.left() + radius, track.center().y());
    painter.drawEllipse(centre, dot, dot);
    painter.setPen(isEnabled() ? theme.text : theme.disabled);
    painter.drawText(rect().adjusted(kFocus + size.width() + kGap, 0, 0, 0),
                     Qt::AlignVCenter | Qt::AlignLeft, text());
}

}  // namespace quorate::gui
