// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace quorate::gui {

/// A table whose rows are values, one for each thing. All of them are replaced where things came or
/// went, otherwise cells change, and views are told of those that do.
template <class Row>
class ValueTable : public QAbstractTableModel {
public:
    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] const std::vector<Row>& rows() const noexcept { return m_rows; }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

protected:
    /// Whether a cell looks the same with either of two rows about the same thing.
    [[nodiscard]] virtual bool isSameCell(const Row& a, const Row& b, int column) const = 0;

    /// `thingOf`: what a row is about.
    template <class ThingOf>
    void replaceRows(std::vector<Row> rows, const ThingOf& thingOf) {
        const bool isSame =
            std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(),
                       [&thingOf](const Row& a, const Row& b) { return thingOf(a) == thingOf(b); });
        if (!isSame) {
            beginResetModel();
            m_rows = std::move(rows);
            endResetModel();
            return;
        }
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (!(rows[i] == m_rows[i])) {
                std::swap(rows[i], m_rows[i]);
                tellChanges(rows[i], static_cast<int>(i));
            }
        }
    }

private:
    /// Neighbouring cells as one.
    void tellChanges(const Row& before, int row) {
        const Row& now = m_rows[static_cast<std::size_t>(row)];
        const int columns = columnCount();
        for (int first = 0; first < columns; ++first) {
            int end = first;
            while (end < columns && !isSameCell(before, now, end)) {
                ++end;
            }
            if (end > first) {
                Q_EMIT dataChanged(index(row, first), index(row, end - 1));
                first = end;
            }
        }
    }

    std::vector<Row> m_rows;
};

}  // namespace quorate::gui
