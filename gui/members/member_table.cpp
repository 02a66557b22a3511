// SPDX-License-Identifier: Apache-2.0
#include "gui/members/member_table.h"

#include <QStringList>

#include <utility>

namespace quorate::gui {

void MemberTable::setRows(std::vector<MemberRow> rows) {
    replaceRows(std::move(rows), [](const MemberRow& row) { return row.node; });
}

bool MemberTable::isSameCell(const MemberRow& a, const MemberRow& b, int column) const {
    const auto cell = static_cast<std::size_t>(column);
    return a.isSeen == b.isSeen && a.cells.at(cell) == b.cells.at(cell);
}

int MemberTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(MemberRow::kColumns);
}

QVariant MemberTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount()) {
        return {};
    }
    const MemberRow& row = rows()[static_cast<std::size_t>(index.row())];
    const MemberRow::Cell& cell = row.cells.at(static_cast<std::size_t>(index.column()));
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::ToolTipRole:
        return row.isSeen ? cell.tip
                          : tr("%1 (the last that was known: it is not seen)").arg(cell.tip);
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    case kIsToldRole:
        return cell.isTold && row.isSeen;
    case kIsBadRole:
        return cell.isBad;
    default:
        return {};
    }
}

QVariant MemberTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const QStringList titles{tr("Member"),     tr("Id"),         tr("Role"),    tr("Term"),
                             tr("Version"),    tr("Raft index"), tr("Applied"), tr("Revision"),
                             tr("Database"),   tr("Alarms"),     tr("Health"),  tr("fsync p99"),
                             tr("Commit p99"), tr("Proposals"),  tr("Leaders"), tr("Round trips"),
                             tr("Changed")};
    const QStringList tips{
        tr("What it is called here, and its own name"),
        tr("Its id; of an etcd in hexadecimal, as etcdctl writes it"),
        tr("What it says it is"),
        tr("In which term"),
        tr("Which version it runs"),
        tr("How far the log is committed, as far as it knows"),
        tr("How far it has applied the log"),
        tr("The revision of its keys"),
        tr("How large its database is, and how much of that is in use"),
        tr("What it raises an alarm for, as NOSPACE"),
        tr("Whether a linearizable read comes through"),
        tr("99 of 100 times it took at most so long to sync the log, since it was started"),
        tr("99 of 100 times it took at most so long to commit to the database, since it was "
           "started"),
        tr("Proposals that wait / that failed since it was started"),
        tr("How many changes of the leader it has seen since it was started"),
        tr("To its peers and back on average, as it measured since it was started"),
        tr("How long ago it told something that was other than before")};
    switch (role) {
    case Qt::DisplayRole:
        return titles.value(section);
    case Qt::ToolTipRole:
        return tips.value(section);
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

}  // namespace quorate::gui
