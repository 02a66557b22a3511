// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

#include "gui/storage/record_table.h"
#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// Cells of the table of records: numbers of the disk in a monospace font, entries as chips, and
/// what may be lost in its colour.
class RecordDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    /// Both outlive it.
    RecordDelegate(const RecordTable& table, const ThemeModel& theme, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    const RecordTable& m_table;
    const ThemeModel& m_theme;
};

}  // namespace quorate::gui
