// SPDX-License-Identifier: Apache-2.0
#include "gui/log_wall/log_accessible.h"

#include <algorithm>

#include "gui/log_wall/log_cell.h"
#include "gui/log_wall/log_row_header.h"
#include "gui/model/entry_wording.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

/// More are not kept; what is asked for again is made again.
constexpr qsizetype kKeptCells = 4096;

QAccessibleInterface* makeFor(const QString& /*className*/, QObject* object) {
    auto* canvas = qobject_cast<LogCanvas*>(object);
    return canvas != nullptr ? new LogAccessible(canvas) : nullptr;
}

}  // namespace

LogAccessible::LogAccessible(LogCanvas* canvas) : QAccessibleWidget(canvas, QAccessible::Table) {}

LogAccessible::~LogAccessible() {
    forgetCells();
}

void LogAccessible::install() {
    QAccessible::installFactory(&makeFor);
}

LogCanvas& LogAccessible::canvas() const {
    return *static_cast<LogCanvas*>(object());
}

void LogAccessible::forgetCells() const {
    for (const QAccessible::Id id : std::as_const(m_cells)) {
        QAccessible::deleteAccessibleInterface(id);
    }
    m_cells.clear();
}

std::optional<int> LogAccessible::columnOf(raft::Index index) const {
    const LogWallGeometry::Extent& extent = canvas().geometry().extent();
    if (index < extent.first || index >= extent.end) {
        return std::nullopt;
    }
    return 1 + static_cast<int>(index.value() - extent.first.value());
}

raft::Index LogAccessible::indexOf(int column) const {
    return raft::Index(canvas().geometry().extent().first.value() +
                       static_cast<std::uint64_t>(std::max(column, 1)) - 1);
}

void* LogAccessible::interface_cast(QAccessible::InterfaceType type) {
    return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface*>(this)
                                               : QAccessibleWidget::interface_cast(type);
}

// --- cells as children, row after row

int LogAccessible::rowCount() const {
    return static_cast<int>(canvas().geometry().rowCount());
}

int LogAccessible::columnCount() const {
    const LogWallGeometry::Extent& extent = canvas().geometry().extent();
    return 1 + static_cast<int>(extent.end.value() - extent.first.value());
}

int LogAccessible::childCount() const {
    return rowCount() * columnCount();
}

QAccessibleInterface* LogAccessible::child(int place) const {
    return cellAt(place / columnCount(), place % columnCount());
}

int LogAccessible::indexOfChild(const QAccessibleInterface* child) const {
    const auto* cell = dynamic_cast<const LogCell*>(child);
    return cell == nullptr ? -1 : cell->rowIndex() * columnCount() + cell->columnIndex();
}

QAccessibleInterface* LogAccessible::cellAt(int row, int column) const {
    if (row < 0 || row >= rowCount() || column < 0 || column >= columnCount()) {
        return nullptr;
    }
    const qint64 key = (static_cast<qint64>(row) << 32) + column;
    if (const auto found = m_cells.constFind(key); found != m_cells.constEnd()) {
        return QAccessible::accessibleInterface(*found);
    }
    if (m_cells.size() >= kKeptCells) {
        forgetCells();
    }
    auto* cell = new LogCell(*this, row, column);
    m_cells.insert(key, QAccessible::registerAccessibleInterface(cell));
    return cell;
}

QAccessibleInterface* LogAccessible::childAt(int x, int y) const {
    const QPoint point = canvas().viewport()->mapFromGlobal(QPoint(x, y));
    const LogWallGeometry& geometry = canvas().geometry();
    const auto row = geometry.rowAt(point.y());
    if (!row || !canvas().viewport()->rect().contains(point)) {
        return nullptr;
    }
    const auto column = point.x() < geometry.headerWidth()
                            ? std::optional<int>(0)
                            : columnOf(geometry.scale().indexAt(point.x()));
    return column ? cellAt(static_cast<int>(*row), *column) : nullptr;
}

QAccessibleInterface* LogAccessible::focusChild() const {
    const QList<QAccessibleInterface*> cells = selectedCells();
    return canvas().hasFocus() && !cells.isEmpty() ? cells.first() : nullptr;
}

QString LogAccessible::columnDescription(int column) const {
    return column == 0 ? LogCanvas::tr("Node")
                       : LogCanvas::tr("index %1").arg(indexText(indexOf(column)));
}

QString LogAccessible::rowDescription(int row) const {
    const observe::NodeState* node = canvas().nodeInRow(static_cast<std::size_t>(std::max(row, 0)));
    return node == nullptr ? QString()
                           : QStringLiteral("%1 %2").arg(nameOf(node->id), roleOrCondition(*node));
}

// --- what is selected: an entry is its cell, a node its row

QList<QAccessibleInterface*> LogAccessible::selectedCells() const {
    if (const auto* entry = std::get_if<EntryOnNode>(&canvas().selected())) {
        const auto row = canvas().rowOf(entry->node);
        const auto column = columnOf(entry->index);
        if (row && column) {
            return {cellAt(static_cast<int>(*row), *column)};
        }
    } else if (const QList<int> rows = selectedRows(); !rows.isEmpty()) {
        return {cellAt(rows.first(), 0)};
    }
    return {};
}

int LogAccessible::selectedCellCount() const {
    return static_cast<int>(selectedCells().size());
}

QList<int> LogAccessible::selectedRows() const {
    const auto* node = std::get_if<raft::NodeId>(&canvas().selected());
    const auto row = node != nullptr ? canvas().rowOf(*node) : std::nullopt;
    return row ? QList<int>{static_cast<int>(*row)} : QList<int>();
}

int LogAccessible::selectedRowCount() const {
    return static_cast<int>(selectedRows().size());
}

bool LogAccessible::isRowSelected(int row) const {
    return selectedRows().contains(row);
}

bool LogAccessible::selectRow(int row) {
    auto* cell = dynamic_cast<LogCell*>(cellAt(row, 0));
    if (cell == nullptr) {
        return false;
    }
    cell->doAction(QAccessibleActionInterface::pressAction());
    return true;
}

bool LogAccessible::unselectRow(int row) {
    if (!isRowSelected(row)) {
        return false;
    }
    canvas().choose({});
    return true;
}

void LogAccessible::modelChange(QAccessibleTableModelChangeEvent* event) {
    // Cells are places, which stay; where other entries come to stand in them they are others.
    if (event->modelChangeType() == QAccessibleTableModelChangeEvent::ModelReset) {
        forgetCells();
    }
}

}  // namespace quorate::gui
