// SPDX-License-Identifier: Apache-2.0
#include "gui/log_wall/log_cell.h"

#include "gui/log_wall/log_row_header.h"
#include "gui/model/entry_wording.h"

namespace quorate::gui {

bool LogCell::isValid() const {
    return m_table.isValid() && m_row < m_table.rowCount() && m_column < m_table.columnCount();
}

Selected LogCell::selected() const {
    const observe::NodeState* node =
        isValid() ? m_table.canvas().nodeInRow(static_cast<std::size_t>(m_row)) : nullptr;
    if (node == nullptr) {
        return {};
    }
    return m_column == 0 ? Selected(node->id)
                         : Selected(EntryOnNode{node->id, m_table.indexOf(m_column)});
}

QAccessibleInterface* LogCell::parent() const {
    return QAccessible::queryAccessibleInterface(&m_table.canvas());
}

QString LogCell::text(QAccessible::Text kind) const {
    if (kind != QAccessible::Name || !isValid()) {
        return {};
    }
    const LogCanvas& canvas = m_table.canvas();
    const observe::NodeState* node = canvas.nodeInRow(static_cast<std::size_t>(m_row));
    if (node == nullptr) {
        return {};
    }
    return m_column == 0 ? logRowText(*node, canvas.leader(), QStringLiteral(", "))
                         : entryText(*node, m_table.indexOf(m_column), canvas.leader());
}

QRect LogCell::rect() const {
    if (!isValid()) {
        return {};
    }
    const LogCanvas& canvas = m_table.canvas();
    const LogWallGeometry& geometry = canvas.geometry();
    const QRect row(0, geometry.rowTop(static_cast<std::size_t>(m_row)), geometry.headerWidth(),
                    geometry.rowPitch());
    const Selected self = selected();
    const auto* entry = std::get_if<EntryOnNode>(&self);
    const QRect place = entry != nullptr ? canvas.rectOf(*entry) : row;
    return {canvas.viewport()->mapToGlobal(place.topLeft()), place.size()};
}

QAccessible::Role LogCell::role() const {
    return m_column == 0 ? QAccessible::RowHeader : QAccessible::Cell;
}

QAccessible::State LogCell::state() const {
    QAccessible::State state;
    if (!isValid()) {
        state.invalid = true;
        return state;
    }
    const LogCanvas& canvas = m_table.canvas();
    state.focusable = true;
    state.selectable = true;
    state.readOnly = true;
    state.selected = isSelected();
    state.focused = state.selected && canvas.hasFocus();
    const QRect seen(canvas.viewport()->mapToGlobal(QPoint()), canvas.viewport()->size());
    state.offscreen = !seen.intersects(rect());
    return state;
}

void* LogCell::interface_cast(QAccessible::InterfaceType type) {
    switch (type) {
    case QAccessible::TableCellInterface:
        return static_cast<QAccessibleTableCellInterface*>(this);
    case QAccessible::ActionInterface:
        return static_cast<QAccessibleActionInterface*>(this);
    default:
        return nullptr;
    }
}

bool LogCell::isSelected() const {
    const Selected self = selected();
    return self != Selected() && self == m_table.canvas().selected();
}

QList<QAccessibleInterface*> LogCell::rowHeaderCells() const {
    return m_column == 0 ? QList<QAccessibleInterface*>() : QList{m_table.cellAt(m_row, 0)};
}

void LogCell::doAction(const QString& action) {
    if (const Selected self = selected(); action == pressAction() && self != Selected()) {
        m_table.canvas().choose(self);
    }
}

}  // namespace quorate::gui
