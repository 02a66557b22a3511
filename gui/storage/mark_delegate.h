// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// Draws marked rows of a RowModel in a colour of their own; their texts say why.
class MarkDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    enum class Mark { Problem, Difference };

    /// `theme` outlives it.
    MarkDelegate(const ThemeModel& theme, Mark mark, QObject* parent);

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    const ThemeModel& m_theme;
    const Mark m_mark;
};

}  // namespace quorate::gui
