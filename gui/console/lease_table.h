// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "gui/console/lease_book.h"
#include "gui/widgets/value_table.h"

namespace quorate::gui {

/// What a row of the table of leases says. A value.
struct LeaseRow {
    KnownLease lease;
    QString left;  ///< "41 s of 60 s", "over"
    friend bool operator==(const LeaseRow&, const LeaseRow&) = default;
};
std::vector<LeaseRow> leaseRowsOf(const LeaseBook& book, observe::Moment now);

/// Leases as rows. The last column is a switch.
class LeaseTable final : public ValueTable<LeaseRow> {
    Q_OBJECT

public:
    enum Column { Id, Left, Kept, Columns_ };

    using ValueTable::ValueTable;

    void setRows(std::vector<LeaseRow> rows);

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

Q_SIGNALS:
    void keepRequested(kv::LeaseId lease, bool isKept);

protected:
    [[nodiscard]] bool isSameCell(const LeaseRow& a, const LeaseRow& b, int column) const override;
};

}  // namespace quorate::gui
