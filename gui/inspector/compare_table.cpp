// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/compare_table.h"

#include <QFont>

#include <algorithm>
#include <utility>

#include "gui/model/wording.h"

namespace quorate::gui {

void CompareTable::show(const Frame& frame, std::int64_t wallMs) {
    m_wallMs = wallMs;
    std::vector<ComparedNode> nodes = comparedNodes(frame);
    std::vector<ComparedRow> rows = comparedRows(nodes);
    for (const ComparedNode& node : nodes) {
        m_changes[node.node].update(node.fields, frame, wallMs);
    }
    const bool isSame =
        rows == m_rows && std::equal(nodes.begin(), nodes.end(), m_nodes.begin(), m_nodes.end(),
                                     [](const ComparedNode& a, const ComparedNode& b) {
                                         return a.node == b.node && a.isLeader == b.isLeader;
                                     });
    if (!isSame) {
        beginResetModel();
    }
    m_nodes = std::move(nodes);
    m_rows = std::move(rows);
    if (!isSame) {
        endResetModel();
    } else if (!m_rows.empty() && !m_nodes.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

void CompareTable::clear() {
    beginResetModel();
    m_nodes.clear();
    m_rows.clear();
    m_changes.clear();
    endResetModel();
}

const Field* CompareTable::field(const QModelIndex& index) const {
    if (!index.isValid()) {
        return nullptr;
    }
    const ComparedRow& row = m_rows[static_cast<std::size_t>(index.row())];
    return m_nodes[static_cast<std::size_t>(index.column())].fields.find(row.section, row.key);
}

bool CompareTable::isTitle(const QModelIndex& index) const {
    return index.isValid() && m_rows[static_cast<std::size_t>(index.row())].isTitle();
}

Selected CompareTable::linkOf(const QModelIndex& index) const {
    const Field* found = field(index);
    if (found == nullptr) {
        return {};
    }
    for (const FieldPart& part : found->parts) {
        if (part.link != Selected()) {
            return part.link;
        }
    }
    return m_nodes[static_cast<std::size_t>(index.column())].node;
}

QString CompareTable::changeOf(const QModelIndex& index) const {
    if (!index.isValid()) {
        return {};
    }
    const ComparedRow& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto changes = m_changes.find(m_nodes[static_cast<std::size_t>(index.column())].node);
    return changes == m_changes.end() ? QString() : changes->second.changeOf(row.section, row.key);
}

bool CompareTable::isFlashing(const QModelIndex& index) const {
    const ComparedRow& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto changes = m_changes.find(m_nodes[static_cast<std::size_t>(index.column())].node);
    return changes != m_changes.end() && changes->second.isFlashing(row.section, row.key, m_wallMs);
}

bool CompareTable::isFlashing() const {
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = 0; column < columnCount(); ++column) {
            if (isFlashing(index(row, column))) {
                return true;
            }
        }
    }
    return false;
}

QModelIndex CompareTable::find(const QString& section, const QString& key,
                               raft::NodeId node) const {
    const auto row = std::find_if(m_rows.begin(), m_rows.end(), [&](const ComparedRow& each) {
        return each.section == section && each.key == key;
    });
    const auto column = std::find_if(m_nodes.begin(), m_nodes.end(),
                                     [node](const auto& each) { return each.node == node; });
    return row == m_rows.end() || column == m_nodes.end()
               ? QModelIndex()
               : index(static_cast<int>(row - m_rows.begin()),
                       static_cast<int>(column - m_nodes.begin()));
}

int CompareTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CompareTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_nodes.size());
}

QVariant CompareTable::data(const QModelIndex& index, int role) const {
    const Field* found = field(index);
    if (found == nullptr) {
        return role == Qt::DisplayRole && index.isValid() && !isTitle(index)
                   ? QVariant(QStringLiteral("–"))
                   : QVariant();
    }
    if (role == Qt::DisplayRole) {
        return found->text();
    }
    if (role != Qt::ToolTipRole && role != Qt::AccessibleTextRole) {
        return {};
    }
    const ComparedRow& row = m_rows[static_cast<std::size_t>(index.row())];
    QStringList said{tr("%1 of %2: %3")
                         .arg(row.name,
                              nameOf(m_nodes[static_cast<std::size_t>(index.column())].node),
                              found->text())};
    if (!found->leaderHas.isEmpty()) {
        said.append(found->leaderHas);
    }
    if (const QString change = changeOf(index); !change.isEmpty()) {
        said.append(tr("changed: %1").arg(change));
    }
    if (role == Qt::ToolTipRole && !found->tip.isEmpty()) {
        said.append(found->tip);
    }
    return said.join(role == Qt::ToolTipRole ? QStringLiteral("\n") : QStringLiteral(", "));
}

QVariant CompareTable::headerData(int section, Qt::Orientation orientation, int role) const {
    const auto place = static_cast<std::size_t>(section);
    if (orientation == Qt::Horizontal && place < m_nodes.size()) {
        const ComparedNode& node = m_nodes[place];
        if (role == Qt::DisplayRole) {
            return node.isLeader ? tr("%1 leads").arg(nameOf(node.node)) : nameOf(node.node);
        }
        return role == Qt::ToolTipRole ? QVariant(node.fields.subtitle) : QVariant();
    }
    if (orientation == Qt::Vertical && place < m_rows.size()) {
        if (role == Qt::DisplayRole) {
            return m_rows[place].name;
        }
        if (role == Qt::FontRole && m_rows[place].isTitle()) {
            QFont bold;
            bold.setWeight(QFont::DemiBold);
            return bold;
        }
    }
    return {};
}

}  // namespace quorate::gui
