// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <QStringList>

#include <vector>

namespace quorate::gui {

/// A small table of texts, replaced as a whole: where only cells change, what is selected stays.
class RowModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    struct Row {
        QStringList cells;
        bool isMarked{false};  ///< something is wrong with it, or differs
        QString tip{};
        friend bool operator==(const Row&, const Row&) = default;
    };
    static constexpr int kIsMarkedRole = Qt::UserRole;

    /// `numbers`: columns that are aligned to the right.
    RowModel(QStringList titles, std::vector<int> numbers, QObject* parent);

    void setRows(std::vector<Row> rows);
    [[nodiscard]] const std::vector<Row>& rows() const noexcept { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] int alignmentOf(int column) const;

    const QStringList m_titles;
    const std::vector<int> m_numbers;
    std::vector<Row> m_rows;
};

}  // namespace quorate::gui
