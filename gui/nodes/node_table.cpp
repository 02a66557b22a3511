// SPDX-License-Identifier: Apache-2.0
#include "gui/nodes/node_table.h"

#include <QCoreApplication>

#include <algorithm>

#include "gui/model/cluster_facts.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

QString diskOf(const observe::NodeState& node) {
    QStringList parts;
    if (const auto& write = node.runtime.logWrite) {
        parts << NodeTable::tr("writes %1").arg(indexRange(write->first, write->last));
    }
    if (node.runtime.snapshotBeingMade) {
        parts
            << NodeTable::tr("snapshot %1 being made").arg(textOf(*node.runtime.snapshotBeingMade));
    } else if (node.runtime.snapshot.index.value() > 0) {
        parts << NodeTable::tr("snapshot ≤ %1").arg(node.runtime.snapshot.index.value());
    }
    return parts.join(QStringLiteral(", "));
}

}  // namespace

std::vector<NodeRow> nodeRowsOf(const Frame& frame) {
    const observe::ClusterState& state = frame.state;
    raft::Index highest;
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        highest = std::max(highest, state.nodeAt(i).log.committed);
    }
    const raft::ConfState& configuration = configurationOf(state);
    std::vector<NodeRow> rows;
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        const observe::NodeState& node = state.nodeAt(i);
        NodeRow row;
        row.node = node.id;
        row.state = stateName(node);
        row.term = node.term;
        row.leader = node.lead == raft::kNoNode ? QStringLiteral("–") : nameOf(node.lead);
        row.committed = node.log.committed;
        row.applied = node.log.applied;
        row.last = node.log.last();
        row.lag = highest.value() > node.log.last().value()
                      ? highest.value() - node.log.last().value()
                      : 0;
        row.disk = diskOf(node);
        row.waiting = node.runtime.queuedProposals + node.runtime.queuedReads;
        row.isMember = isMemberOf(configuration, node.id);
        row.isDown = node.condition == observe::NodeCondition::Down ||
                     node.condition == observe::NodeCondition::Failed;
        row.isUnreachable = node.condition == observe::NodeCondition::Unreachable;
        row.hasFailed = node.condition == observe::NodeCondition::Failed;
        row.failure = QString::fromStdString(node.failure);
        rows.push_back(std::move(row));
    }
    return rows;
}

void NodeTable::setRows(std::vector<NodeRow> rows) {
    replaceRows(std::move(rows), [](const NodeRow& row) { return row.node; });
}

bool NodeTable::isSameCell(const NodeRow& a, const NodeRow& b, int column) const {
    return text(a, column) == text(b, column) && a.isDown == b.isDown &&
           a.isUnreachable == b.isUnreachable;
}

int NodeTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns_);
}

QString NodeTable::text(const NodeRow& row, int column) const {
    switch (column) {
    case Name:
        return row.isArmed ? nameOf(row.node) + QStringLiteral(" ⚡") : nameOf(row.node);
    case State:
        return row.isMember ? row.state : tr("%1, no member").arg(row.state);
    case Term:
        return QString::number(row.term.value());
    case Leader:
        return row.leader;
    case Committed:
        return countText(row.committed.value());
    case Applied:
        return countText(row.applied.value());
    case Last:
        return countText(row.last.value());
    case Lag:
        return row.lag == 0 ? QStringLiteral("–") : countText(row.lag);
    case Disk:
        return row.hasFailed ? row.failure : row.disk;
    case Waiting:
        return row.waiting == 0 ? QStringLiteral("–") : countText(row.waiting);
    default:
        return {};
    }
}

QVariant NodeTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const NodeRow& row = rows()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        if (index.column() == Name && row.isArmed) {
            return tr("⚡ Faults are allowed on %1").arg(nameOf(row.node));
        }
        return row.hasFailed ? tr("%1 stopped by itself: %2").arg(nameOf(row.node), row.failure)
                             : text(row, index.column());
    case Qt::TextAlignmentRole:
        return static_cast<int>(alignmentOf(index.column()));
    case kIsDownRole:
        return row.isDown;
    case kIsUnreachableRole:
        return row.isUnreachable;
    case kTermRole:
        return static_cast<qulonglong>(row.term.value());
    default:
        return {};
    }
}

Qt::Alignment NodeTable::alignmentOf(int column) noexcept {
    const bool isNumber = (column >= Committed && column <= Lag) || column == Waiting;
    return (isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

QVariant NodeTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const QStringList titles{tr("Node"),    tr("State"), tr("Term"), tr("Leader"),  tr("Commit"),
                             tr("Applied"), tr("Last"),  tr("Lag"),  tr("Waiting"), tr("Disk")};
    const QStringList tips{tr("Click to select, right click for all that can be done"),
                           tr("Its role, or how it is"),
                           tr("The term that it is in"),
                           tr("Whom it believes to lead"),
                           tr("Up to here it knows entries to be committed"),
                           tr("Up to here its state machine has them"),
                           tr("The end of its log"),
                           tr("Entries that it lacks of what is committed"),
                           tr("Proposals and reads that wait for their outcome"),
                           tr("What is being written, and the latest snapshot")};
    if (role == Qt::DisplayRole) {
        return titles.value(section);
    }
    if (role == Qt::ToolTipRole) {
        return tips.value(section);
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(alignmentOf(section));
    }
    return {};
}

}  // namespace quorate::gui
