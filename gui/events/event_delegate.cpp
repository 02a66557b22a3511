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
constexpr int kGap = 10;
constexpr double kLaterOpacity = 0.45;
constexpr int kPresentLine = 2;
}  // namespace

EventDelegate::EventDelegate(const ThemeModel& theme, QObject* parent)
    : QStyledItemDelegate(parent), m_theme(theme) {}

QRect EventDelegate::textBox(const QAbstractItemView& view, const QModelIndex& index,
                             bool isFolded) {
    const QRect cell = view.visualRect(index);
    if (!isFolded) {
        return cell.adjusted(kInset, 0, -kInset, 0);
    }
    const int line = view.fontMetrics().height();
    const int spare = cell.height() - 2 * line;
    return {cell.left() + kInset, cell.top() + spare / 2 + line, cell.width() - 2 * kInset, line};
}

void EventDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    ground.text.clear();
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
    painter->save();
    if (m_isFolded) {
        paintFolded(*painter, option, index);
    } else {
        paintCell(*painter, option, option.rect.adjusted(kInset, 0, -kInset, 0), index);
    }
    if (index.data(EventTable::kIsPresentRole).toBool()) {
        painter->setOpacity(1.0);
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom() - kPresentLine + 1,
                                option.rect.width(), kPresentLine),
                          m_theme.theme().accent);
    }
    painter->restore();
}

void EventDelegate::paintCell(QPainter& painter, const QStyleOptionViewItem& option,
                              const QRect& box, const QModelIndex& index) const {
    const Theme& theme = m_theme.theme();
    const bool isLater = index.data(EventTable::kIsLaterRole).toBool();
    const bool isProblem = index.data(EventTable::kIsProblemRole).toBool();
    painter.setFont(option.font);
    if (index.column() == EventTable::TermOfNode) {
        const raft::Term term(index.data(EventTable::kTermRole).toULongLong());
        if (term.value() > 0) {
            painter.setOpacity(isLater ? kLaterOpacity : 1.0);
            EntryChip::ofTerm(theme, term).paint(painter, QRectF(box));
            painter.setOpacity(1.0);
        }
        return;
    }
    const bool isWhat = index.column() == EventTable::What;
    QFont font = option.font;
    if (isWhat && (isProblem || index.data(EventTable::kIsImportantRole).toBool())) {
        font.setWeight(QFont::DemiBold);
    }
    painter.setFont(font);
    painter.setPen(isLater                              ? theme.disabled
                   : isProblem && isWhat                ? theme.danger
                   : index.column() == EventTable::Time ? theme.textSecondary
                                                        : theme.text);
    const QString text = index.data().toString();
    const QString shown = isProblem && isWhat ? QStringLiteral("✕ %1").arg(text) : text;
    const int alignment = m_isFolded ? static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter)
                                     : index.data(Qt::TextAlignmentRole).toInt();
    painter.drawText(box, alignment | Qt::TextSingleLine,
                     QFontMetrics(font).elidedText(shown, Qt::ElideRight, box.width()));
}

void EventDelegate::paintFolded(QPainter& painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
    const int line = option.fontMetrics.height();
    const int spare = option.rect.height() - 2 * line;
    QRect box(option.rect.left() + kInset, option.rect.top() + spare / 2,
              option.rect.width() - 2 * kInset, line);
    paintCell(painter, option, box.translated(0, line), index);
    for (const int column : {EventTable::Time, EventTable::Node, EventTable::TermOfNode}) {
        const QModelIndex cell = index.siblingAtColumn(column);
        paintCell(painter, option, box, cell);
        const int width = option.fontMetrics.horizontalAdvance(cell.data().toString());
        box.setLeft(box.left() + width + (width > 0 ? kGap : 0));
    }
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                     m_theme.theme().softRule);
}

}  // namespace quorate::gui
