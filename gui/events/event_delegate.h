// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// Paints rows of EventTable: the term as a chip, what comes after the moment that is shown in
/// grey, with a line where that moment is.
class EventDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    /// `theme` outlives it.
    explicit EventDelegate(const ThemeModel& theme, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    const ThemeModel& m_theme;
};

}  // namespace quorate::gui
