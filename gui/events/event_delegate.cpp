// SPDX-License-Identifier: Apache-2.0
#include "gui/events/event_delegate.h"

#include <QPainter>
#include <QStyle>
#include <QWidget>

#include "gui/events/event_table.h"
#include "gui/paint/entry_chip.h"

namespace quorate::gui {

namespace {
constexpr int kInset = 6;
constexpr int kPresentLine = 2;
}  // namespace

EventDelegate::EventDelegate(const ThemeModel& theme, QObject* parent)
    : QStyledItemDelegate(parent), m_theme(theme) {}

void EventDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    const Theme& theme = m_theme.theme();
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    const QString text = ground.text;
    ground.text.clear();
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);

    const bool isLater = index.data(EventTable::kIsLaterRole).toBool();
    const bool isProblem = index.data(EventTable::kIsProblemRole).toBool();
    const QRect box = option.rect.adjusted(kInset, 0, -kInset, 0);
    painter->save();
    painter->setFont(option.font);
    if (index.column() == EventTable::TermOfNode) {
        const raft::Term term(index.data(EventTable::kTermRole).toULongLong());
        if (term.value() > 0) {
            painter->setOpacity(isLater ? 0.45 : 1.0);
            EntryChip::ofTerm(theme, term).paint(*painter, QRectF(box));
        }
    } else {
        const bool isWhat = index.column() == EventTable::What;
        QFont font = option.font;
        if (isWhat && (isProblem || index.data(EventTable::kIsImportantRole).toBool())) {
            font.setWeight(QFont::DemiBold);
        }
        painter->setFont(font);
        painter->setPen(isLater                              ? theme.disabled
                        : isProblem && isWhat                ? theme.danger
                        : index.column() == EventTable::Time ? theme.textSecondary
                                                             : theme.text);
        const QString shown = isProblem && isWhat ? QStringLiteral("✕ %1").arg(text) : text;
        painter->drawText(box, static_cast<int>(ground.displayAlignment) | Qt::TextSingleLine,
                          QFontMetrics(font).elidedText(shown, Qt::ElideRight, box.width()));
    }
    if (index.data(EventTable::kIsPresentRole).toBool()) {
        painter->setOpacity(1.0);
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom() - kPresentLine + 1,
                                option.rect.width(), kPresentLine),
                          theme.accent);
    }
    painter->restore();
}

}  // namespace quorate::gui
