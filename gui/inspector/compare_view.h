// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>
#include <QTableView>

#include "gui/inspector/compare_table.h"
#include "gui/model/selection.h"
#include "gui/theme/theme_model.h"

namespace quorate::gui {

/// Paints cells of CompareTable: what differs from the leader's is outlined, what has just changed
/// stands on a ground and has a Δ, what is pointed at is underlined, as it is a link.
class CompareDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    /// Both outlive it.
    CompareDelegate(const CompareTable& table, const ThemeModel& theme, QObject* parent);

    void setHovered(const QModelIndex& index) { m_hovered = index; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    const CompareTable& m_table;
    const ThemeModel& m_theme;
    QPersistentModelIndex m_hovered;
};

/// All nodes beside each other. A click on a cell, or Enter, selects what it names, or its node.
class CompareView final : public QTableView {
    Q_OBJECT

public:
    /// Both outlive it.
    CompareView(CompareTable& table, const ThemeModel& theme, QWidget* parent = nullptr);

    /// Gives the columns the room that their texts need.
    void fitColumns();

Q_SIGNALS:
    void followed(const quorate::gui::Selected& link);
    void pointedAt(const quorate::gui::Selected& link);

protected:
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void hover(const QModelIndex& index);

    CompareTable& m_table;
    CompareDelegate* m_delegate;
};

}  // namespace quorate::gui
