// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QString>

#include <vector>

#include "gui/console/answer_book.h"
#include "gui/console/operation_stages.h"
#include "gui/model/frame.h"

namespace quorate::gui {

/// What a row of the table of operations says. A value.
struct OperationRow {
    observe::OperationState operation;
    OperationStages stages;
    QString name;     ///< "put"
    QString what;     ///< "cart/7f3a = 3 items"
    QString now;      ///< "replicated 2/3", "answered 18"
    QString latency;  ///< so far, where it goes on
    QString detail;   ///< all that was answered
    friend bool operator==(const OperationRow&, const OperationRow&) = default;
};
/// The newest first. The book adds what was asked and answered, and at the live edge the console's
/// own operations that the recording has let go.
std::vector<OperationRow> operationRowsOf(const Frame& frame, const AnswerBook& book,
                                          bool onlyMine);

/// The table of operations. Rows come and go and change; those that stay keep their place in
/// selections.
class OperationTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Id, What, Stages, Now, Latency, Columns_ };

    using QAbstractTableModel::QAbstractTableModel;

    /// In falling order of id.
    void setRows(std::vector<OperationRow> rows);
    [[nodiscard]] const std::vector<OperationRow>& rows() const noexcept { return m_rows; }
    /// -1 for none.
    [[nodiscard]] int rowOf(observe::OperationId id) const;
    [[nodiscard]] int rowOf(raft::EntryId entry) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    void removeThoseNotIn(const std::vector<OperationRow>& rows);

    std::vector<OperationRow> m_rows;
};

}  // namespace quorate::gui
