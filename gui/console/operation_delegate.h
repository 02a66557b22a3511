// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

#include "gui/console/operation_table.h"
#include "gui/theme/theme_model.h"

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

private:
    void paintWhat(QPainter& painter, const QRect& box, const OperationRow& row) const;
    void paintNow(QPainter& painter, const QRect& box, const OperationRow& row) const;

    const OperationTable& m_table;
    const ThemeModel& m_theme;
};

}  // namespace quorate::gui
