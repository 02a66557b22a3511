// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAccessibleWidget>
#include <QHash>

#include <optional>

#include "gui/log_wall/log_canvas.h"

/// What the log wall is to those who do not see it.
namespace quorate::gui {

class LogCell;

/// The canvas as a table: a row is a node, a column an index, behind a first column with the nodes
/// themselves. What is painted need not be in sight to be told. Cells are made as they are asked
/// for, and say what the frame has by then.
class LogAccessible final : public QAccessibleWidget, public QAccessibleTableInterface {
public:
    explicit LogAccessible(LogCanvas* canvas);
    ~LogAccessible() override;
    LogAccessible(const LogAccessible&) = delete;
    LogAccessible& operator=(const LogAccessible&) = delete;

    /// From now on, canvases are tables. To be called before the first is made; again does nothing.
    static void install();

    [[nodiscard]] LogCanvas& canvas() const;
    /// Where an entry stands; nothing where it is out of the table.
    [[nodiscard]] std::optional<int> columnOf(raft::Index index) const;
    [[nodiscard]] raft::Index indexOf(int column) const;

    // --- QAccessibleInterface
    [[nodiscard]] void* interface_cast(QAccessible::InterfaceType type) override;
    [[nodiscard]] QAccessibleInterface* child(int place) const override;
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override;
    [[nodiscard]] int childCount() const override;
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override;
    [[nodiscard]] QAccessibleInterface* focusChild() const override;

    // --- QAccessibleTableInterface
    [[nodiscard]] QAccessibleInterface* caption() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* summary() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* cellAt(int row, int column) const override;
    [[nodiscard]] int selectedCellCount() const override;
    [[nodiscard]] QList<QAccessibleInterface*> selectedCells() const override;
    [[nodiscard]] QString columnDescription(int column) const override;
    [[nodiscard]] QString rowDescription(int row) const override;
    [[nodiscard]] int selectedColumnCount() const override { return 0; }
    [[nodiscard]] int selectedRowCount() const override;
    [[nodiscard]] int columnCount() const override;
    [[nodiscard]] int rowCount() const override;
    [[nodiscard]] QList<int> selectedColumns() const override { return {}; }
    [[nodiscard]] QList<int> selectedRows() const override;
    [[nodiscard]] bool isColumnSelected(int /*column*/) const override { return false; }
    [[nodiscard]] bool isRowSelected(int row) const override;
    bool selectRow(int row) override;
    bool selectColumn(int /*column*/) override { return false; }
    bool unselectRow(int row) override;
    bool unselectColumn(int /*column*/) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent* event) override;

private:
    void forgetCells() const;

    /// By row and column; QAccessible owns them.
    mutable QHash<qint64, QAccessible::Id> m_cells;
};

}  // namespace quorate::gui
