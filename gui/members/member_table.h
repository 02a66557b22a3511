// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include <vector>

#include "gui/members/member_row.h"

namespace quorate::gui {

/// What members tell of themselves: a row for each. Rows are replaced where members came or went,
/// otherwise cells change.
class MemberTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    static constexpr int kIsToldRole = Qt::UserRole;
    static constexpr int kIsBadRole = Qt::UserRole + 1;

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<MemberRow> rows);
    [[nodiscard]] const std::vector<MemberRow>& rows() const noexcept { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    std::vector<MemberRow> m_rows;
};

}  // namespace quorate::gui
