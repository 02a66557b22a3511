// SPDX-License-Identifier: Apache-2.0
#include "gui/console/section_bar.h"

#include <QPainter>

#include <algorithm>

namespace quorate::gui {

namespace {

constexpr int kMargin = 8;
constexpr int kGap = 8;

}  // namespace

SectionBar::SectionBar(const ThemeModel& theme, const QString& title, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_layout(new QHBoxLayout(this)),
      m_title(new QLabel(title, this)) {
    // What is below gives way first.
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_layout->setContentsMargins(kMargin, 2, kMargin, 2);
    m_layout->setSpacing(kGap);
    m_layout->addWidget(m_title);
    m_layout->addStretch(1);
    connect(&theme, &ThemeModel::changed, this, qOverload<>(&QWidget::update));
}

void SectionBar::setNotes(const QStringList& notes) {
    if (notes != m_notes) {
        m_notes = notes;
        setAccessibleName(m_title->text());
        setAccessibleDescription(notes.join(QStringLiteral(", ")));
        update();
    }
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
    QStringList shown = m_notes;
    const auto text = [&shown] { return shown.join(QStringLiteral(" · ")); };
    while (shown.size() > 1 && fontMetrics().horizontalAdvance(text()) > right - left) {
        shown.removeLast();
    }
    painter.drawText(QRect(left, 0, right - left, height()), Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(text(), Qt::ElideRight, right - left));
}

}  // namespace quorate::gui
