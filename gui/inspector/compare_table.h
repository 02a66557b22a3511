// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>

#include <map>
#include <optional>
#include <vector>

#include "gui/inspector/compare_nodes.h"
#include "gui/inspector/field_changes.h"

namespace quorate::gui {

/// The fields of all nodes beside each other, and what changed. Another table where nodes or fields
/// come or go, otherwise cells change.
class CompareTable final : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    /// `wallMs`: see FieldChanges.
    void show(const Frame& frame, std::int64_t wallMs);
    void clear();

    [[nodiscard]] const std::vector<ComparedNode>& nodes() const noexcept { return m_nodes; }
    [[nodiscard]] const std::vector<ComparedRow>& rows() const noexcept { return m_rows; }
    /// Null where the node has no such field.
    [[nodiscard]] const Field* field(const QModelIndex& index) const;
    [[nodiscard]] bool isTitle(const QModelIndex& index) const;
    /// What a click selects: what the cell names, or else its node.
    [[nodiscard]] Selected linkOf(const QModelIndex& index) const;
    /// "+3"; empty where nothing changed.
    [[nodiscard]] QString changeOf(const QModelIndex& index) const;
    [[nodiscard]] bool isFlashing(const QModelIndex& index) const;
    /// Whether anything is.
    [[nodiscard]] bool isFlashing() const;
    [[nodiscard]] QModelIndex find(const QString& section, const QString& key,
                                   raft::NodeId node) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    std::vector<ComparedNode> m_nodes;
    std::vector<ComparedRow> m_rows;
    std::map<raft::NodeId, FieldChanges> m_changes;
    std::int64_t m_wallMs{0};
};

}  // namespace quorate::gui
