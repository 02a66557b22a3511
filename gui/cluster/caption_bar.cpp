// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/caption_bar.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

#include "gui/paint/chip.h"
#include "gui/paint/type.h"

namespace quorate::gui {

namespace {

constexpr int kHeight = 32;
constexpr int kInset = 12;

}  // namespace

CaptionBar::CaptionBar(ThemeModel& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Caption"));
    connect(&m_theme, &ThemeModel::changed, this, [this] { update(); });
    fit();
}

void CaptionBar::show(const Caption& caption, const QString& moment) {
    if (caption == m_caption && moment == m_moment) {
        return;
    }
    if (caption != m_caption) {
        m_caption = caption;
        setToolTip(caption.text);
        setAccessibleDescription(caption.text);
    }
    m_moment = moment;
    update();
}

void CaptionBar::fit() {
    setFixedHeight(std::max(kHeight, QFontMetrics(Type(font()).font(13.0)).height() + 14));
}

bool CaptionBar::event(QEvent* event) {
    if (event->type() == QEvent::FontChange) {
        fit();
    }
    return QWidget::event(event);
}

void CaptionBar::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_theme.theme();
    const Type type(font());
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    painter.fillRect(QRect(0, 0, width(), 1), theme.border);
    QRect room = rect().adjusted(kInset, 1, -kInset, 0);
    if (!m_caption.chip.isEmpty()) {
        const QSize size = chipSize(m_caption.chip, type).toSize();
        paintTermChip(painter,
                      QRect(QPoint(room.left(), room.center().y() - size.height() / 2 + 1), size),
                      m_caption.chip, m_caption.term, theme, type);
        room.setLeft(room.left() + size.width() + 10);
    }
    painter.setFont(type.font(11.0));
    painter.setPen(theme.textTertiary);
    const int momentWidth = painter.fontMetrics().horizontalAdvance(m_moment);
    if (room.width() > 3 * momentWidth) {
        painter.drawText(room, Qt::AlignVCenter | Qt::AlignRight, m_moment);
        room.setRight(room.right() - momentWidth - 12);
    }
    painter.setFont(type.font(13.0));
    painter.setPen(theme.text);
    painter.drawText(
        room, Qt::AlignVCenter | Qt::AlignLeft,
        painter.fontMetrics().elidedText(m_caption.text, Qt::ElideRight, room.width()));
}

}  // namespace quorate::gui
