// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/row_model.h"

#include <algorithm>
#include <utility>

namespace quorate::gui {

RowModel::RowModel(QStringList titles, std::vector<int> numbers, QObject* parent)
    : QAbstractTableModel(parent), m_titles(std::move(titles)), m_numbers(std::move(numbers)) {}

void RowModel::setRows(std::vector<Row> rows) {
    if (rows == m_rows) {
        return;
    }
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    m_rows = std::move(rows);
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int RowModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RowModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_titles.size());
}

int RowModel::alignmentOf(int column) const {
    const bool isNumber = std::find(m_numbers.begin(), m_numbers.end(), column) != m_numbers.end();
    return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

QVariant RowModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return row.cells.value(index.column());
    case Qt::ToolTipRole:
        return row.tip.isEmpty() ? row.cells.value(index.column()) : row.tip;
    case Qt::TextAlignmentRole:
        return alignmentOf(index.column());
    case kIsMarkedRole:
        return row.isMarked;
    default:
        return {};
    }
}

QVariant RowModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    return role == Qt::DisplayRole         ? QVariant(m_titles.value(section))
           : role == Qt::TextAlignmentRole ? QVariant(alignmentOf(section))
                                           : QVariant();
}

}  // namespace quorate::gui
