// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "gui/members/member_row.h"
#include "gui/widgets/value_table.h"

namespace quorate::gui {

/// What members tell of themselves: a row for each.
class MemberTable final : public ValueTable<MemberRow> {
    Q_OBJECT

public:
    static constexpr int kIsToldRole = Qt::UserRole;
    static constexpr int kIsBadRole = Qt::UserRole + 1;

    using ValueTable::ValueTable;

    void setRows(std::vector<MemberRow> rows);

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

protected:
    [[nodiscard]] bool isSameCell(const MemberRow& a, const MemberRow& b,
                                  int column) const override;
};

}  // namespace quorate::gui
