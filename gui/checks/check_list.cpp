// SPDX-License-Identifier: Apache-2.0
#include "gui/checks/check_list.h"

#include <QPainter>
#include <QWidget>

#include <algorithm>
#include <utility>

#include "gui/checks/check_lamp.h"

namespace quorate::gui {

namespace {

constexpr int kInset = 10;
constexpr int kGap = 8;
constexpr int kRowPadding = 10;

}  // namespace

void CheckList::setRows(std::vector<CheckRow> rows) {
    const bool isSame = rows.size() == m_rows.size() &&
                        std::equal(rows.begin(), rows.end(), m_rows.begin(),
                                   [](const auto& a, const auto& b) { return a.name == b.name; });
    if (isSame) {
        m_rows = std::move(rows);
        if (!m_rows.empty()) {
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        }
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

const CheckRow* CheckList::row(const QModelIndex& index) const {
    const auto place = static_cast<std::size_t>(index.row());
    return index.isValid() && place < m_rows.size() ? &m_rows[place] : nullptr;
}

QModelIndex CheckList::find(const QString& name) const {
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].name == name) {
            return index(static_cast<int>(i));
        }
    }
    return {};
}

int CheckList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant CheckList::data(const QModelIndex& index, int role) const {
    const CheckRow* found = row(index);
    if (found == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return found->title;
    case Qt::ToolTipRole:
        return found->note.isEmpty() ? found->rule
                                     : QStringLiteral("%1\n%2").arg(found->rule, found->note);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2").arg(found->title, found->stateText());
    default:
        return {};
    }
}

CheckDelegate::CheckDelegate(const ThemeModel& theme, QObject* parent)
    : QStyledItemDelegate(parent), m_theme(theme) {}

QSize CheckDelegate::sizeHint(const QStyleOptionViewItem& option,
                              const QModelIndex& /*index*/) const {
    return {0, option.fontMetrics.height() + kRowPadding};
}

void CheckDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    QStyleOptionViewItem ground = option;
    initStyleOption(&ground, index);
    ground.text.clear();
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &ground, painter, option.widget);
    const auto* list = qobject_cast<const CheckList*>(index.model());
    const CheckRow* row = list != nullptr ? list->row(index) : nullptr;
    if (row == nullptr) {
        return;
    }
    const Theme& theme = m_theme.theme();
    const bool isViolated = row->lamp == Lamp::Violated;
    painter->save();
    const int side = option.fontMetrics.height();
    QRect rest = option.rect.adjusted(kInset, 0, -kInset, 0);
    paintLamp(*painter, QRectF(rest.left(), rest.center().y() - side / 2.0 + 0.5, side, side),
              row->lamp, theme);
    rest.setLeft(rest.left() + side + kGap);
    QFont font = option.font;
    font.setWeight(isViolated ? QFont::DemiBold : QFont::Normal);
    painter->setFont(font);
    const QFontMetrics metrics(font);
    const QString state = row->stateText();
    const int stateWidth = metrics.horizontalAdvance(state);
    painter->setPen(isViolated ? theme.danger : theme.textSecondary);
    painter->drawText(rest, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, state);
    rest.setRight(rest.right() - stateWidth - kGap);
    painter->setPen(isViolated                ? theme.danger
                    : row->lamp == Lamp::Idle ? theme.textSecondary
                                              : theme.text);
    painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      metrics.elidedText(row->title, Qt::ElideRight, rest.width()));
    painter->restore();
}

}  // namespace quorate::gui
