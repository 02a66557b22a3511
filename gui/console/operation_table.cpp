// SPDX-License-Identifier: Apache-2.0
#include "gui/console/operation_table.h"

#include <algorithm>
#include <utility>

#include "gui/console/ask_form.h"
#include "gui/events/event_wording.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

using observe::OperationState;

OperationRow rowOf(const OperationState& operation, const AnswerBook::Entry* known,
                   const Frame& frame) {
    OperationRow row;
    row.operation = operation;
    row.stages = stagesOf(operation, frame.state);
    row.name = wordFor(operation.kind);
    const Ask* ask = known != nullptr && known->ask ? &*known->ask : nullptr;
    row.what = ask != nullptr ? textOf(*ask) : printable(operation.key.view());
    row.now = nowAt(operation, frame.state);
    const observe::Moment until = operation.outcome ? operation.answered : frame.moment;
    if (until >= operation.invoked) {
        row.latency = durationText(until.nanoseconds() - operation.invoked.nanoseconds());
    }
    if (ask != nullptr && known->answer && operation.outcome) {
        const QString answer = textOf(*ask, *known->answer);
        if (operation.outcome != observe::Outcome::Done) {
            row.now += QStringLiteral(" · ") + answer;
        } else if (!answer.isEmpty()) {
            row.now = answer;
        }
        row.detail = detailOf(*ask, *known->answer);
    } else if (operation.outcome && operation.outcome != observe::Outcome::Done) {
        row.now += operation.code == ErrorCode::Unknown
                       ? QString()
                       : QStringLiteral(" · ") + reasonText(operation.code);
    }
    return row;
}

/// As the recording had it last; what it was told may have come later.
OperationState remembered(const AnswerBook::Entry& entry) {
    OperationState operation = *entry.seen;
    if (!operation.outcome && entry.answer) {
        operation.outcome = entry.answer->outcome;
    }
    return operation;
}

}  // namespace

std::vector<OperationRow> operationRowsOf(const Frame& frame, const AnswerBook& book,
                                          bool onlyMine) {
    std::vector<OperationRow> rows;
    const auto& operations = frame.state.operations();
    for (auto each = operations.rbegin(); each != operations.rend(); ++each) {
        const AnswerBook::Entry* known = book.find(each->id);
        if (!onlyMine || each->client == 0) {
            rows.push_back(rowOf(*each, known, frame));
        }
    }
    if (frame.isLive) {
        const auto recorded = rows.size();
        for (const auto& [id, entry] : book.entries()) {
            if (entry.seen && frame.state.findOperation(id) == nullptr) {
                rows.push_back(rowOf(remembered(entry), &entry, frame));
            }
        }
        if (rows.size() > recorded) {
            std::sort(rows.begin(), rows.end(),
                      [](const auto& a, const auto& b) { return b.operation.id < a.operation.id; });
        }
    }
    return rows;
}

void OperationTable::removeThoseNotIn(const std::vector<OperationRow>& rows) {
    const auto stays = [&rows](const OperationRow& row) {
        const auto place = std::lower_bound(
            rows.begin(), rows.end(), row.operation.id,
            [](const OperationRow& a, observe::OperationId id) { return id < a.operation.id; });
        return place != rows.end() && place->operation.id == row.operation.id;
    };
    for (int end = rowCount(); end > 0;) {
        if (stays(m_rows[static_cast<std::size_t>(end - 1)])) {
            --end;
            continue;
        }
        int begin = end - 1;
        while (begin > 0 && !stays(m_rows[static_cast<std::size_t>(begin - 1)])) {
            --begin;
        }
        beginRemoveRows({}, begin, end - 1);
        m_rows.erase(m_rows.begin() + begin, m_rows.begin() + end);
        endRemoveRows();
        end = begin;
    }
}

void OperationTable::setRows(std::vector<OperationRow> rows) {
    removeThoseNotIn(rows);
    // What is left is in `rows`, in the same order: the others go in between.
    std::size_t place = 0;
    while (place < rows.size()) {
        const auto isThere = [&](std::size_t row) {
            return place < m_rows.size() && m_rows[place].operation.id == rows[row].operation.id;
        };
        if (isThere(place)) {
            if (m_rows[place] != rows[place]) {
                m_rows[place] = std::move(rows[place]);
                const auto row = static_cast<int>(place);
                Q_EMIT dataChanged(index(row, 0), index(row, Columns_ - 1));
            }
            ++place;
            continue;
        }
        std::size_t end = place;
        while (end < rows.size() && !isThere(end)) {
            ++end;
        }
        beginInsertRows({}, static_cast<int>(place), static_cast<int>(end) - 1);
        m_rows.insert(m_rows.begin() + static_cast<std::ptrdiff_t>(place),
                      rows.begin() + static_cast<std::ptrdiff_t>(place),
                      rows.begin() + static_cast<std::ptrdiff_t>(end));
        endInsertRows();
        place = end;
    }
}

int OperationTable::rowOf(observe::OperationId id) const {
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [id](const OperationRow& row) {
        return row.operation.id == id;
    });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int OperationTable::rowOf(raft::EntryId entry) const {
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [entry](const OperationRow& row) {
        return row.operation.entry == entry;
    });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int OperationTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int OperationTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns_);
}

QVariant OperationTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const OperationRow& row = m_rows[static_cast<std::size_t>(index.row())];
    const bool isInLog = row.operation.entry.index.value() > 0;
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
        case Id:
            return QString::number(row.operation.id.value());
        case What:
            return row.what.isEmpty() ? row.name : tr("%1 %2").arg(row.name, row.what);
        case Stages:
            return row.stages.end == OperationStages::End::Unknown
                       ? tr("unknown")
                       : tr("%1 of %2").arg(row.stages.at + 1).arg(row.stages.count);
        case Now:
            return isInLog ? tr("%1 %2").arg(textOf(row.operation.entry), row.now) : row.now;
        case Latency:
            return row.latency;
        default:
            return {};
        }
    }
    if (role == Qt::ToolTipRole) {
        QString text = tr("%1 %2\nasked of %3 at %4\n%5")
                           .arg(row.name, row.what, nameOf(row.operation.target),
                                textOf(row.operation.invoked), row.now);
        if (!row.detail.isEmpty() && row.detail != row.now) {
            text += QLatin1Char('\n') + row.detail;
        }
        return text;
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((index.column() == Latency ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    }
    return {};
}

QVariant OperationTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const QStringList titles{tr("#"), tr("Operation"), tr("Stages"), tr("Now at"), tr("Latency")};
    const QStringList tips{
        tr("Return selects its entry; double click or Ctrl+Return goes to its moment"),
        tr("What was asked"),
        tr("sent → appended → replicated → committed → applied → answered; of a read: sent → taken "
           "→ confirmed → applied so far → answered. Double click a stage to go there"),
        tr("Where its entry stands, and what was answered"), tr("From the question to the answer")};
    switch (role) {
    case Qt::DisplayRole:
        return titles.value(section);
    case Qt::ToolTipRole:
        return tips.value(section);
    case Qt::TextAlignmentRole:
        return static_cast<int>((section == Latency ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    default:
        return {};
    }
}

}  // namespace quorate::gui
