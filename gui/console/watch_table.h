// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QString>

#include <cstdint>
#include <string>
#include <vector>

#include "gui/console/watch_book.h"

namespace quorate::gui {

/// What a row of the table of watched changes says. A value.
struct WatchRow {
    std::uint64_t number{0};
    observe::Moment moment;
    std::string key;
    std::int64_t revision{0};
    QString what;    ///< "17 → 16", "= 16", "deleted, was 16"
    QString detail;  ///< all of it, for a tooltip
    friend bool operator==(const WatchRow&, const WatchRow&) = default;
};
/// What was heard up to this moment, the newest first.
std::vector<WatchRow> watchRowsOf(const WatchBook& book, observe::Moment until);
/// "cart/… at n1 · 23 changes", "cart/… waits: n1 does not run".
QString textOf(const WatchBook::Watch& watch);
/// "cart/…", "stock".
QString keysText(const WatchAsk& ask);

/// Changes that watches heard, as rows.
class WatchTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Revision, Key, What, Columns_ };

    using QAbstractTableModel::QAbstractTableModel;

    /// In falling order of number.
    void setRows(std::vector<WatchRow> rows);
    [[nodiscard]] const std::vector<WatchRow>& rows() const noexcept { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    std::vector<WatchRow> m_rows;
};

}  // namespace quorate::gui
