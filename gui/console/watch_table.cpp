// SPDX-License-Identifier: Apache-2.0
#include "gui/console/watch_table.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <string_view>
#include <utility>

#include "gui/console/lease_book.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

constexpr std::size_t kShownBytes = 400;
constexpr qsizetype kShownCharacters = 100;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(KvConsole)
};

QString shown(const std::string& bytes) {
    const QString text = printable(std::string_view(bytes).substr(0, kShownBytes));
    return text.size() > kShownCharacters ? text.left(kShownCharacters) + QStringLiteral("…")
                                          : text;
}

QString whatOf(const WatchedChange& change) {
    if (!change.value) {
        return change.before ? Words::tr("deleted, was %1").arg(shown(*change.before))
                             : Words::tr("deleted");
    }
    return change.before ? Words::tr("%1 → %2").arg(shown(*change.before), shown(*change.value))
                         : Words::tr("= %1").arg(shown(*change.value));
}

WatchRow rowOf(const WatchBook::Change& heard, const WatchBook& book) {
    const WatchedChange& change = heard.change;
    WatchRow row;
    row.number = heard.number;
    row.moment = heard.moment;
    row.key = change.key;
    row.revision = change.revision;
    row.what = whatOf(change);
    QStringList lines{Words::tr("%1  %2").arg(shown(change.key), row.what)};
    if (change.value) {
        lines << Words::tr("revision %1, put number %2 of this key")
                     .arg(change.revision)
                     .arg(change.version);
    } else {
        lines << Words::tr("revision %1").arg(change.revision);
    }
    if (change.lease != 0) {
        lines << Words::tr("with lease %1").arg(textOf(kv::LeaseId{change.lease}));
    }
    if (const WatchBook::Watch* watch = book.find(heard.watch)) {
        lines << Words::tr("heard by the watch of %1 at %2")
                     .arg(keysText(watch->ask), textOf(heard.moment));
    }
    row.detail = lines.join(QLatin1Char('\n'));
    return row;
}

}  // namespace

std::vector<WatchRow> watchRowsOf(const WatchBook& book, observe::Moment until) {
    std::vector<WatchRow> rows;
    for (auto heard = book.changes().rbegin(); heard != book.changes().rend(); ++heard) {
        if (heard->moment <= until) {
            rows.push_back(rowOf(*heard, book));
        }
    }
    return rows;
}

QString keysText(const WatchAsk& ask) {
    if (!ask.isPrefix) {
        return shown(ask.key);
    }
    return ask.key.empty() ? Words::tr("all keys") : shown(ask.key) + QStringLiteral("…");
}

QString textOf(const WatchBook::Watch& watch) {
    const QString keys = keysText(watch.ask);
    if (watch.standing != WatchNews::Standing::Watching) {
        const QString reason = QString::fromStdString(watch.reason);
        return (watch.standing == WatchNews::Standing::Ended ? Words::tr("%1 has ended: %2")
                                                             : Words::tr("%1 waits: %2"))
            .arg(keys, reason.isEmpty() ? Words::tr("it begins") : reason);
    }
    const QString count = watch.changes == 1
                              ? Words::tr("1 change")
                              : Words::tr("%1 changes").arg(countText(watch.changes));
    return Words::tr("%1 at %2 · %3").arg(keys, nameOf(watch.node), count);
}

void WatchTable::setRows(std::vector<WatchRow> rows) {
    if (rows == m_rows) {
        return;
    }
    // Mostly some came in at the top, and as many may have gone at the end.
    const std::size_t fresh =
        m_rows.empty()
            ? rows.size()
            : static_cast<std::size_t>(std::find_if(rows.begin(), rows.end(),
                                                    [this](const WatchRow& row) {
                                                        return row.number <= m_rows.front().number;
                                                    }) -
                                       rows.begin());
    const std::size_t stay = rows.size() - fresh;
    const bool isContinued =
        stay > 0 && stay <= m_rows.size() &&
        std::equal(rows.begin() + static_cast<std::ptrdiff_t>(fresh), rows.end(), m_rows.begin());
    if (!isContinued) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    if (stay < m_rows.size()) {
        beginRemoveRows({}, static_cast<int>(stay), static_cast<int>(m_rows.size()) - 1);
        m_rows.resize(stay);
        endRemoveRows();
    }
    if (fresh > 0) {
        beginInsertRows({}, 0, static_cast<int>(fresh) - 1);
        m_rows = std::move(rows);
        endInsertRows();
    }
}

int WatchTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int WatchTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns_);
}

QVariant WatchTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const WatchRow& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::ToolTipRole) {
        return row.detail;
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((index.column() == Revision ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case Revision:
        return QString::number(row.revision);
    case Key:
        return shown(row.key);
    default:
        return row.what;
    }
}

QVariant WatchTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const QStringList titles{tr("Revision"), tr("Key"), tr("Change")};
    const QStringList tips{tr("Of the key space: each change of anything has a higher one"),
                           tr("Return asks for it"),
                           tr("What it was, and what it is; double click goes to its moment")};
    switch (role) {
    case Qt::DisplayRole:
        return titles.value(section);
    case Qt::ToolTipRole:
        return tips.value(section);
    case Qt::TextAlignmentRole:
        return static_cast<int>((section == Revision ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    default:
        return {};
    }
}

}  // namespace quorate::gui
