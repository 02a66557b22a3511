// SPDX-License-Identifier: Apache-2.0
#include "gui/console/lease_table.h"

#include <QStringList>

#include <cmath>
#include <utility>

#include "gui/model/figures.h"

namespace quorate::gui {

std::vector<LeaseRow> leaseRowsOf(const LeaseBook& book, observe::Moment now) {
    std::vector<LeaseRow> rows;
    for (const KnownLease& lease : book.leases()) {
        QString left;
        if (lease.isOver) {
            left = LeaseTable::tr("over");
        } else if (const double seconds = leftOf(lease, now); seconds > 0) {
            left = LeaseTable::tr("%1 s of %2 s").arg(std::ceil(seconds)).arg(lease.grantedSeconds);
        } else {
            left = LeaseTable::tr("out of time, as far as is known");
        }
        rows.push_back({lease, left});
    }
    return rows;
}

void LeaseTable::setRows(std::vector<LeaseRow> rows) {
    replaceRows(std::move(rows), [](const LeaseRow& row) { return row.lease.id; });
}

bool LeaseTable::isSameCell(const LeaseRow& a, const LeaseRow& b, int column) const {
    return column == Left ? a.left == b.left
                          : column == Id || (a.lease.isKept == b.lease.isKept &&
                                             a.lease.isOver == b.lease.isOver);
}

int LeaseTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns_);
}

Qt::ItemFlags LeaseTable::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = ValueTable::flags(index);
    if (index.column() == Kept && index.row() < rowCount()) {
        const bool isOver = rows()[static_cast<std::size_t>(index.row())].lease.isOver;
        flags.setFlag(Qt::ItemIsUserCheckable, !isOver);
    }
    return flags;
}

QVariant LeaseTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const LeaseRow& row = rows()[static_cast<std::size_t>(index.row())];
    if (role == Qt::CheckStateRole && index.column() == Kept && !row.lease.isOver) {
        return static_cast<int>(row.lease.isKept ? Qt::Checked : Qt::Unchecked);
    }
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
        case Id:
            return textOf(row.lease.id);
        case Left:
            return row.left;
        default:
            return {};
        }
    }
    if (role == Qt::ToolTipRole) {
        return tr("Lease %1: %2\nwhen it ends, its keys are deleted. Heard of last at %3")
            .arg(textOf(row.lease.id), row.left, textOf(row.lease.heard));
    }
    return {};
}

bool LeaseTable::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || index.column() != Kept || index.row() >= rowCount()) {
        return false;
    }
    Q_EMIT keepRequested(rows()[static_cast<std::size_t>(index.row())].lease.id,
                         value.toInt() == Qt::Checked);
    return true;
}

QVariant LeaseTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const QStringList titles{tr("Lease"), tr("Left"), tr("Keep alive")};
    const QStringList tips{tr("Its number, in hexadecimal digits"),
                           tr("At least, since it was heard of last. The leader alone knows: ask "
                              "for its time to live"),
                           tr("This window keeps it alive, for as long as it is open")};
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
