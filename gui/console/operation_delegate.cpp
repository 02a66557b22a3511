// SPDX-License-Identifier: Apache-2.0
#include "gui/console/operation_delegate.h"

#include <QPainter>

#include <algorithm>

#include "gui/console/stage_dots.h"
#include "gui/model/wording.h"
#include "gui/paint/entry_chip.h"

namespace quorate::gui {

namespace {

constexpr int kPadding = 6;
constexpr int kGap = 6;
constexpr int kMark = 3;

void drawText(QPainter& painter, const QRect& box, const QString& text,
              Qt::Alignment alignment = Qt::AlignLeft) {
    painter.drawText(box, static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, box.width()));
}

QFont bold(QFont font) {
    font.setWeight(QFont::DemiBold);
    return font;
}

}  // namespace

OperationDelegate::OperationDelegate(const OperationTable& table, const ThemeModel& theme,
                                     QObject* parent)
    : QStyledItemDelegate(parent), m_table(table), m_theme(theme) {}

QRectF OperationDelegate::dotsIn(const QRect& cell, const QFontMetrics& metrics) {
    return {cell.left() + kPadding - 2.0, static_cast<qreal>(cell.top()),
            stageDotsWidth(metrics.height()), static_cast<qreal>(cell.height())};
}

void OperationDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
    QStyleOptionViewItem empty = option;
    initStyleOption(&empty, index);
    empty.text.clear();
    const QWidget* widget = option.widget;
    widget->style()->drawControl(QStyle::CE_ItemViewItem, &empty, painter, widget);
    if (index.row() >= m_table.rowCount()) {
        return;
    }
    const OperationRow& row = m_table.rows()[static_cast<std::size_t>(index.row())];
    const Theme& theme = m_theme.theme();
    const QRect box = option.rect.adjusted(kPadding, 0, -kPadding, 0);
    painter->save();
    painter->setFont(option.font);
    painter->setPen(theme.text);
    switch (index.column()) {
    case OperationTable::Id:
        painter->setPen(theme.textTertiary);
        drawText(*painter, box, index.data().toString());
        break;
    case OperationTable::What:
        paintWhat(*painter, box, row);
        break;
    case OperationTable::Stages:
        paintStageDots(*painter, dotsIn(option.rect, option.fontMetrics),
                       option.rect.right() - kPadding, row.stages, theme);
        break;
    case OperationTable::Now:
        paintNow(*painter, box, row);
        break;
    default:
        painter->setPen(theme.textSecondary);
        drawText(*painter, box, row.latency, Qt::AlignRight);
        break;
    }
    const auto* view = qobject_cast<const QTableView*>(widget);
    const bool isFirst = view == nullptr || view->columnViewportPosition(index.column()) == 0;
    if (isFirst && option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), kMark, option.rect.height()),
                          theme.accent);
    }
    painter->restore();
}

void OperationDelegate::paintWhat(QPainter& painter, const QRect& box,
                                  const OperationRow& row) const {
    const QFont normal = painter.font();
    painter.setFont(bold(normal));
    const int name = painter.fontMetrics().horizontalAdvance(row.name);
    drawText(painter, box, row.name);
    painter.setFont(normal);
    drawText(painter, box.adjusted(name + kGap, 0, 0, 0), row.what);
}

void OperationDelegate::paintNow(QPainter& painter, const QRect& box,
                                 const OperationRow& row) const {
    const Theme& theme = m_theme.theme();
    QRect rest = box;
    if (row.operation.entry.index.value() > 0) {
        painter.save();
        const QRectF chip =
            EntryChip::ofEntry(theme, row.operation.entry).paint(painter, QRectF(box));
        painter.restore();
        rest.setLeft(static_cast<int>(chip.right()) + kGap);
    }
    const bool isBad = row.stages.end == OperationStages::End::Refused;
    if (isBad || row.stages.end == OperationStages::End::Unknown) {
        painter.setFont(bold(painter.font()));
    }
    painter.setPen(isBad ? theme.danger : theme.text);
    drawText(painter, rest, row.now);
}

std::vector<LinkedCell> OperationDelegate::linkedCells(const QTableView& view,
                                                       const QModelIndex& index) const {
    if (!index.isValid() || index.row() >= m_table.rowCount()) {
        return {};
    }
    const OperationRow& row = m_table.rows()[static_cast<std::size_t>(index.row())];
    QRect box = view.visualRect(index).adjusted(kPadding, 0, -kPadding, 0);
    const QFont font = view.font();
    const bool isBad = row.stages.end == OperationStages::End::Refused ||
                       row.stages.end == OperationStages::End::Unknown;
    if (index.column() == OperationTable::What) {
        box.setLeft(box.left() + QFontMetrics(bold(font)).horizontalAdvance(row.name) + kGap);
        return {{row.what, box, font, row.operation.target}};
    }
    if (index.column() != OperationTable::Now) {
        return {};
    }
    std::vector<LinkedCell> cells;
    if (row.operation.entry.index.value() > 0) {
        const QString name = textOf(row.operation.entry);
        const int chip = static_cast<int>(
            EntryChip::ofEntry(m_theme.theme(), row.operation.entry).size(font).width());
        const int inset =
            std::max(0, (chip - QFontMetrics(bold(font)).horizontalAdvance(name)) / 2);
        // To the end of the cell, so that nothing is left out; the text is no longer than the chip.
        cells.push_back({name, box.adjusted(inset, 0, 0, 0), bold(font), row.operation.target});
        box.setLeft(box.left() + chip + kGap);
    }
    cells.push_back({row.now, box, isBad ? bold(font) : font, row.operation.target});
    return cells;
}

}  // namespace quorate::gui
