// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>
#include <QTableView>

#include <vector>

#include "gui/console/operation_table.h"
#include "gui/theme/theme_model.h"
#include "gui/widgets/linked_cells.h"

namespace quorate::gui {

/// Paints the cells of the table of operations.
class OperationDelegate final : public QStyledItemDelegate {
public:
    /// Both outlive it.
    OperationDelegate(const OperationTable& table, const ThemeModel& theme, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

    /// Where the dots of a cell are.
    static QRectF dotsIn(const QRect& cell, const QFontMetrics& metrics);
    /// The texts of a cell that can name something, where they are painted.
    [[nodiscard]] std::vector<LinkedCell> linkedCells(const QTableView& view,
                                                      const QModelIndex& index) const;

private:
    void paintWhat(QPainter& painter, const QRect& box, const OperationRow& row) const;
    void paintNow(QPainter& painter, const QRect& box, const OperationRow& row) const;

    const OperationTable& m_table;
    const ThemeModel& m_theme;
};

}  // namespace quorate::gui
