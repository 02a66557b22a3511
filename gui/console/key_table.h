// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/session/session.h"

namespace quorate::gui {

/// What one node's state machine has for a key.
struct KeyCell {
    std::optional<std::string> value;  ///< nothing: no such key there
    std::int64_t modRevision{0};
    /// From the node that has applied most.
    bool differs{false};
    friend bool operator==(const KeyCell&, const KeyCell&) = default;
};
struct KeyRow {
    std::string key;
    std::vector<KeyCell> cells;  ///< one for each column of a node
    friend bool operator==(const KeyRow&, const KeyRow&) = default;
};
struct KeyColumn {
    raft::NodeId node;
    raft::Index applied;
    bool runs{true};  ///< of one that does not, nothing is known
    friend bool operator==(const KeyColumn&, const KeyColumn&) = default;
};
/// The state machines of all nodes beside each other. A value.
struct KeySheet {
    std::vector<KeyColumn> columns;  ///< in order of node
    std::vector<KeyRow> rows;        ///< in order of key
    std::uint64_t keyCount{0};       ///< of all that match; of the node that has most
    std::size_t differing{0};        ///< rows in which some cell differs
    friend bool operator==(const KeySheet&, const KeySheet&) = default;
};
/// `nodes`: all that are to have a column, in order. Nodes that told only a part of their keys are
/// compared as far as all of them told.
KeySheet keySheetOf(const std::vector<raft::NodeId>& nodes, const std::vector<NodeKeys>& told);

class KeyTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setSheet(KeySheet sheet);
    /// Nodes were launched elsewhere: of one that tells nothing nobody knows whether it runs.
    void setElsewhere(bool isElsewhere) noexcept { m_isElsewhere = isElsewhere; }
    [[nodiscard]] const KeySheet& sheet() const noexcept { return m_sheet; }
    /// Null for the column of keys, and out of the table.
    [[nodiscard]] const KeyCell* cellAt(const QModelIndex& index) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString whySilent(raft::NodeId node) const;

    KeySheet m_sheet;
    bool m_isElsewhere{false};
};

}  // namespace quorate::gui
