// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/mark_delegate.h"

#include "gui/storage/row_model.h"

namespace quorate::gui {

MarkDelegate::MarkDelegate(const ThemeModel& theme, Mark mark, QObject* parent)
    : QStyledItemDelegate(parent), m_theme(theme), m_mark(mark) {}

void MarkDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.data(RowModel::kIsMarkedRole).toBool()) {
        const QColor colour =
            m_mark == Mark::Problem ? m_theme.theme().danger : m_theme.theme().late;
        option->palette.setColor(QPalette::Text, colour);
        option->palette.setColor(QPalette::HighlightedText, colour);
    }
}

}  // namespace quorate::gui
