// SPDX-License-Identifier: Apache-2.0
#include "gui/scenario/choice_button.h"

#include <QPainter>

#include <algorithm>

namespace quorate::gui {

namespace {

constexpr int kPadding = 8;
constexpr int kUsualWidth = 300;
constexpr double kRadius = 3;

}  // namespace

ChoiceButton::ChoiceButton(const ThemeModel& theme, const QString& text, QWidget* parent)
    : QAbstractButton(parent), m_theme(theme) {
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ChoiceButton::setMark(Mark mark) {
    m_mark = mark;
    setAccessibleName(mark == Mark::Right   ? tr("%1, right").arg(text())
                      : mark == Mark::Wrong ? tr("%1, wrong").arg(text())
                                            : text());
    update();
}

int ChoiceButton::markWidth() const {
    return fontMetrics().height() + kPadding / 2;
}

int ChoiceButton::heightForWidth(int width) const {
    const QRect room(0, 0, std::max(1, width - 2 * kPadding - markWidth()), 10'000);
    const int lines = fontMetrics().boundingRect(room, Qt::TextWordWrap, text()).height();
    return lines + 2 * (kPadding - 2);
}

QSize ChoiceButton::sizeHint() const {
    return {kUsualWidth, heightForWidth(kUsualWidth)};
}

QSize ChoiceButton::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 20, fontMetrics().height() + 2 * (kPadding - 2)};
}

void ChoiceButton::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isLit = isChecked() || underMouse() || hasFocus();
    painter.setPen(QPen(isLit ? theme.accent : theme.border, hasFocus() ? 2 : 1));
    painter.setBrush(isChecked() ? theme.selectedRow : theme.base);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadius, kRadius);
    QRect rest = rect().adjusted(kPadding, kPadding - 2, -kPadding, 2 - kPadding);
    painter.setPen(m_mark == Mark::Wrong ? theme.danger : theme.text);
    if (m_mark != Mark::None) {
        painter.drawText(rest, Qt::AlignLeft | Qt::AlignTop,
                         m_mark == Mark::Right ? QStringLiteral("✓") : QStringLiteral("✕"));
    }
    rest.setLeft(rest.left() + markWidth());
    painter.setPen(theme.text);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, text());
}

}  // namespace quorate::gui
