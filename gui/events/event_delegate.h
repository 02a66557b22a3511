// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractItemView>
#include <QStyledItemDelegate>

#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// Paints rows of EventTable: the term as a chip, what comes after the moment that is shown in
/// grey, with a line where that moment is. Folded, the last column has a line of its own below
/// what the others say.
class EventDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    /// `theme` outlives it.
    explicit EventDelegate(const ThemeModel& theme, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

    /// Where the text of a cell stands; of a folded one, its second line.
    static QRect textBox(const QAbstractItemView& view, const QModelIndex& index, bool isFolded);

    void setFolded(bool isFolded) { m_isFolded = isFolded; }
    [[nodiscard]] bool isFolded() const noexcept { return m_isFolded; }

private:
    void paintCell(QPainter& painter, const QStyleOptionViewItem& option, const QRect& box,
                   const QModelIndex& index) const;
    void paintFolded(QPainter& painter, const QStyleOptionViewItem& option,
                     const QModelIndex& index) const;

    const ThemeModel& m_theme;
    bool m_isFolded{false};
};

}  // namespace quorate::gui
