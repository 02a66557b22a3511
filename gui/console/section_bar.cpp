// SPDX-License-Identifier: Apache-2.0
#include "gui/console/section_bar.h"

#include <QPainter>

#include <algorithm>

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;
constexpr int kGap = 8;

}  // namespace

SectionBar::SectionBar(const ThemeModel& theme, const QString& title, const QString& subtitle,
                       QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_layout(new QHBoxLayout(this)),
      m_title(new QLabel(title, this)),
      m_subtitle(subtitle) {
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_layout->setContentsMargins(kMargin, 2, kMargin, 2);
    m_layout->setSpacing(kGap);
    m_layout->addWidget(m_title);
    m_layout->addStretch(1);
    connect(&theme, &ThemeModel::changed, this, qOverload<>(&QWidget::update));
}

void SectionBar::add(QWidget* widget) {
    m_layout->addWidget(widget);
}

void SectionBar::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.theme().header);
    painter.setPen(m_theme.theme().border);
    painter.drawLine(rect().topLeft(), rect().topRight());
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
    int right = width() - kMargin;
    for (int place = 0; place < m_layout->count(); ++place) {
        const QWidget* widget = m_layout->itemAt(place)->widget();
        if (widget != nullptr && widget != m_title && widget->isVisible()) {
            right = std::min(right, widget->geometry().left() - kGap);
        }
    }
    const int left = m_title->geometry().right() + kGap;
    painter.setPen(m_theme.theme().textTertiary);
    painter.drawText(QRect(left, 0, right - left, height()), Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(m_subtitle, Qt::ElideRight, right - left));
}

}  // namespace quorate::gui
