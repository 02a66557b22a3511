// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/view_header.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

#include "gui/paint/type.h"

namespace quorate::gui {

namespace {

constexpr int kHeight = 32;
constexpr int kGap = 12;

}  // namespace

ViewHeader::ViewHeader(const QString& title, ThemeModel& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_title(title), m_room(new QWidget(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 8, 4);
    row->setSpacing(8);
    // Where the text is painted: it may be longer than there is room for.
    m_room->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_room->setAttribute(Qt::WA_TransparentForMouseEvents);
    row->addWidget(m_room, 1);
    connect(&m_theme, &ThemeModel::changed, this, [this] { update(); });
    fit();
}

void ViewHeader::setText(const QString& text) {
    if (text != m_text) {
        m_text = text;
        setToolTip(text);
        setAccessibleDescription(text);
        update();
    }
}

QToolButton* ViewHeader::addSwitch(const QString& text, const QString& tooltip,
                                   const QString& objectName) {
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(tooltip);
    button->setAccessibleName(text);
    button->setAccessibleDescription(tooltip);
    button->setObjectName(objectName);
    button->setCheckable(true);
    button->setChecked(true);
    button->setMinimumWidth(64);
    layout()->addWidget(button);
    return button;
}

void ViewHeader::fit() {
    const Type type(font());
    setFixedHeight(std::max(kHeight, QFontMetrics(type.font(13.0)).height() + 14));
}

bool ViewHeader::event(QEvent* event) {
    if (event->type() == QEvent::FontChange) {
        fit();
    }
    return QWidget::event(event);
}

void ViewHeader::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_theme.theme();
    QPainter painter(this);
    painter.fillRect(rect(), theme.header);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.border);
    const Type type(font());
    QRect room = m_room->geometry();
    painter.setFont(type.font(13.0, QFont::DemiBold));
    painter.setPen(theme.text);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(m_title, Qt::ElideRight, room.width()));
    room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(m_title) + kGap);
    painter.setFont(type.font(12.0));
    painter.setPen(theme.textSecondary);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(m_text, Qt::ElideRight, room.width()));
}

}  // namespace quorate::gui
