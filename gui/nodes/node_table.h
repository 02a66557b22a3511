// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/raft/types.h"
#include "gui/model/frame.h"
#include "gui/widgets/value_table.h"

namespace quorate::gui {

/// What a row of the table of nodes says. A value, from a frame.
struct NodeRow {
    raft::NodeId node;
    QString state;  ///< its role, or why it has none
    raft::Term term;
    QString leader;
    raft::Index committed;
    raft::Index applied;
    raft::Index last;
    /// Entries that it lacks of the highest commit; 0 where it lacks none.
    std::uint64_t lag{0};
    QString disk;  ///< what is being written, and the snapshot
    std::uint64_t waiting{0};
    bool isMember{true};
    bool isDown{false};  ///< failed or not: it does not run
    bool isUnreachable{false};
    bool isArmed{false};  ///< faults are allowed on it, in a session that asks for that
    bool hasFailed{false};
    QString failure;
    friend bool operator==(const NodeRow&, const NodeRow&) = default;
};
std::vector<NodeRow> nodeRowsOf(const Frame& frame);

/// The table of nodes.
class NodeTable final : public ValueTable<NodeRow> {
    Q_OBJECT

public:
    enum Column {
        Name,
        State,
        Term,
        Leader,
        Committed,
        Applied,
        Last,
        Lag,
        Waiting,
        Disk,
        Columns_,
    };
    /// Of the term of a row, for who paints it.
    static constexpr int kTermRole = Qt::UserRole;
    static constexpr int kIsDownRole = Qt::UserRole + 1;
    static constexpr int kIsUnreachableRole = Qt::UserRole + 2;

    using ValueTable::ValueTable;

    void setRows(std::vector<NodeRow> rows);

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

protected:
    [[nodiscard]] bool isSameCell(const NodeRow& a, const NodeRow& b, int column) const override;

private:
    [[nodiscard]] QString text(const NodeRow& row, int column) const;
    static Qt::Alignment alignmentOf(int column) noexcept;
};

}  // namespace quorate::gui
