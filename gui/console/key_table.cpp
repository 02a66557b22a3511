// SPDX-License-Identifier: Apache-2.0
#include "gui/console/key_table.h"

#include <algorithm>
#include <map>
#include <utility>

#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

constexpr std::size_t kShownBytes = 400;
constexpr qsizetype kShownCharacters = 100;

QString shown(const std::string& bytes) {
    const QString text = printable(std::string_view(bytes).substr(0, kShownBytes));
    return text.size() > kShownCharacters ? text.left(kShownCharacters) + QStringLiteral("…")
                                          : text;
}

/// The last key up to which all nodes told all; nothing where they all told everything.
std::optional<std::string> toldUpTo(const std::vector<NodeKeys>& told) {
    std::optional<std::string> bound;
    for (const NodeKeys& node : told) {
        if (node.keys.size() < node.keyCount && !node.keys.empty()) {
            const std::string& last = node.keys.back().key;
            bound = bound ? std::min(*bound, last) : last;
        }
    }
    return bound;
}

}  // namespace

KeySheet keySheetOf(const std::vector<raft::NodeId>& nodes, const std::vector<NodeKeys>& told) {
    KeySheet sheet;
    for (const raft::NodeId node : nodes) {
        sheet.columns.push_back({node, raft::Index(0), false});
    }
    const auto columnOf = [&sheet](raft::NodeId node) {
        return std::find_if(sheet.columns.begin(), sheet.columns.end(),
                            [node](const KeyColumn& column) { return column.node == node; });
    };
    for (const NodeKeys& each : told) {
        if (columnOf(each.node) == sheet.columns.end()) {
            sheet.columns.push_back({each.node, {}, true});
        }
    }
    std::sort(sheet.columns.begin(), sheet.columns.end(),
              [](const KeyColumn& a, const KeyColumn& b) { return a.node < b.node; });

    const std::optional<std::string> bound = toldUpTo(told);
    std::map<std::string, std::vector<KeyCell>> rows;
    std::size_t newest = sheet.columns.size();
    for (const NodeKeys& each : told) {
        const auto found = columnOf(each.node);
        const auto column = static_cast<std::size_t>(found - sheet.columns.begin());
        found->applied = each.applied;
        found->runs = true;
        sheet.keyCount = std::max(sheet.keyCount, each.keyCount);
        if (newest == sheet.columns.size() || sheet.columns[newest].applied < each.applied) {
            newest = column;
        }
        for (const KeyOnNode& key : each.keys) {
            if (bound && key.key > *bound) {
                break;
            }
            auto& cells = rows[key.key];
            cells.resize(sheet.columns.size());
            cells[column].value = key.value;
            cells[column].modRevision = key.modRevision;
        }
    }
    for (auto& [key, cells] : rows) {
        bool hasDifference = false;
        for (std::size_t column = 0; column < cells.size(); ++column) {
            cells[column].differs =
                sheet.columns[column].runs && cells[column].value != cells[newest].value;
            hasDifference = hasDifference || cells[column].differs;
        }
        sheet.differing += hasDifference ? 1U : 0U;
        sheet.rows.push_back({key, std::move(cells)});
    }
    return sheet;
}

void KeyTable::setSheet(KeySheet sheet) {
    const auto nodesOf = [](const KeySheet& of) {
        std::vector<raft::NodeId> nodes;
        for (const KeyColumn& column : of.columns) {
            nodes.push_back(column.node);
        }
        return nodes;
    };
    const bool isSameShape =
        nodesOf(sheet) == nodesOf(m_sheet) &&
        std::equal(sheet.rows.begin(), sheet.rows.end(), m_sheet.rows.begin(), m_sheet.rows.end(),
                   [](const KeyRow& a, const KeyRow& b) { return a.key == b.key; });
    if (!isSameShape) {
        beginResetModel();
        m_sheet = std::move(sheet);
        endResetModel();
        return;
    }
    const KeySheet old = std::exchange(m_sheet, std::move(sheet));
    if (old.columns != m_sheet.columns) {
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    }
    for (std::size_t i = 0; i < m_sheet.rows.size(); ++i) {
        if (m_sheet.rows[i] != old.rows[i]) {
            const auto row = static_cast<int>(i);
            Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
        }
    }
}

const KeyCell* KeyTable::cellAt(const QModelIndex& index) const {
    if (!index.isValid() || index.column() < 1 || index.column() >= columnCount() ||
        index.row() >= rowCount()) {
        return nullptr;
    }
    return &m_sheet.rows[static_cast<std::size_t>(index.row())]
                .cells[static_cast<std::size_t>(index.column() - 1)];
}

int KeyTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_sheet.rows.size());
}

int KeyTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_sheet.columns.size()) + 1;
}

QVariant KeyTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount()) {
        return {};
    }
    const KeyRow& row = m_sheet.rows[static_cast<std::size_t>(index.row())];
    const KeyCell* cell = cellAt(index);
    if (cell == nullptr) {
        return role == Qt::DisplayRole || role == Qt::ToolTipRole ? QVariant(shown(row.key))
                                                                  : QVariant();
    }
    const KeyColumn& column = m_sheet.columns[static_cast<std::size_t>(index.column() - 1)];
    if (role == Qt::DisplayRole) {
        if (!column.runs) {
            return QStringLiteral("–");
        }
        return cell->value ? shown(*cell->value) : tr("none");
    }
    if (role == Qt::ToolTipRole) {
        const QString node = nameOf(column.node);
        if (!column.runs) {
            return whySilent(column.node);
        }
        QString text = cell->value ? tr("%1 on %2: %3\nchanged last in revision %4")
                                         .arg(shown(row.key), node, shown(*cell->value))
                                         .arg(cell->modRevision)
                                   : tr("%1 is not on %2").arg(shown(row.key), node);
        if (cell->differs) {
            text += tr("\ndiffers from the node that has applied most");
        }
        return text;
    }
    if (role == Qt::AccessibleTextRole && cell->differs) {
        return tr("%1, differs").arg(data(index, Qt::DisplayRole).toString());
    }
    return {};
}

QVariant KeyTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    if (section == 0) {
        return role == Qt::DisplayRole ? tr("Key") : tr("Keys, in their order");
    }
    const KeyColumn& column = m_sheet.columns[static_cast<std::size_t>(section - 1)];
    const QString node = nameOf(column.node);
    if (role == Qt::ToolTipRole) {
        return column.runs ? tr("%1 has applied everything up to index %2")
                                 .arg(node)
                                 .arg(column.applied.value())
                           : whySilent(column.node);
    }
    return column.runs     ? tr("%1  @%2").arg(node).arg(column.applied.value())
           : m_isElsewhere ? tr("%1  unreachable").arg(node)
                           : tr("%1  down").arg(node);
}

QString KeyTable::whySilent(raft::NodeId node) const {
    return m_isElsewhere ? tr("%1 cannot be reached").arg(nameOf(node))
                         : tr("%1 does not run").arg(nameOf(node));
}

}  // namespace quorate::gui
