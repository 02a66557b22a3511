// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/record_table.h"

#include <QFontDatabase>

#include <algorithm>
#include <limits>
#include <utility>

#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/storage/disk_wording.h"

namespace quorate::gui {

using storage::LogRecord;

void RecordTable::take(const storage::RecordsAnswer& answer) {
    const bool goesOn = answer.segment.name == m_segment.name && answer.recordCount >= m_count;
    if (!goesOn) {
        beginResetModel();
        m_segment = answer.segment;
        m_count = answer.recordCount;
        m_pages.clear();
        m_order.clear();
        m_wanted.clear();
    } else {
        m_segment = answer.segment;
    }
    // What was asked for may begin anywhere; whole pages of it are kept.
    const std::uint64_t end = answer.first + answer.records.size();
    for (std::uint64_t page = (answer.first + kPage - 1) / kPage; page * kPage < end; ++page) {
        const std::uint64_t last = std::min((page + 1) * kPage, answer.recordCount);
        if (last <= end) {
            const auto begin =
                answer.records.begin() + static_cast<std::ptrdiff_t>(page * kPage - answer.first);
            keep(page, {begin, begin + static_cast<std::ptrdiff_t>(last - page * kPage)});
        }
    }
    if (!goesOn) {
        endResetModel();
        return;
    }
    const auto before = static_cast<int>(m_count);
    if (answer.recordCount > m_count) {
        beginInsertRows({}, before, static_cast<int>(answer.recordCount) - 1);
        m_count = answer.recordCount;
        endInsertRows();
    }
    if (before > 0) {
        Q_EMIT dataChanged(index(0, 0), index(before - 1, Columns_ - 1));
    }
}

void RecordTable::keep(std::uint64_t page, std::vector<LogRecord> records) {
    m_order.erase(std::remove(m_order.begin(), m_order.end(), page), m_order.end());
    m_order.push_back(page);
    m_pages[page] = std::move(records);
    m_wanted.erase(page);
    while (m_order.size() > kMostPages) {
        m_pages.erase(m_order.front());
        m_wanted.erase(m_order.front());
        m_order.erase(m_order.begin());
    }
}

void RecordTable::wantAgain() {
    m_wanted.clear();
}

void RecordTable::clear() {
    beginResetModel();
    m_segment = {};
    m_count = 0;
    m_pages.clear();
    m_order.clear();
    m_wanted.clear();
    endResetModel();
}

const LogRecord* RecordTable::record(int row) const {
    if (row < 0 || row >= rowCount()) {
        return nullptr;
    }
    const auto number = static_cast<std::uint64_t>(row);
    const std::uint64_t page = number / kPage;
    const auto found = m_pages.find(page);
    if (found != m_pages.end() && number % kPage < found->second.size()) {
        return &found->second[number % kPage];
    }
    if (!std::exchange(m_wanted[page], true)) {
        Q_EMIT pageWanted(page * kPage);
    }
    return nullptr;
}

int RecordTable::rowCount(const QModelIndex& parent) const {
    constexpr std::uint64_t kMost = std::numeric_limits<int>::max();
    return parent.isValid() ? 0 : static_cast<int>(std::min(m_count, kMost));
}

int RecordTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns_;
}

QString RecordTable::text(const LogRecord& record, int column) const {
    switch (column) {
    case Offset:
        return offsetText(record.offset);
    case Kind:
        return wordFor(record.kind);
    case Content:
        return contentOf(record);
    case Bytes:
        return countText(record.size);
    case Checksum:
        return record.kind ? QStringLiteral("%1").arg(record.checksum, 8, 16, QLatin1Char('0'))
                           : QStringLiteral("–");
    case State:
        return wordFor(survivalOf(record, m_segment));
    default:
        return {};
    }
}

QVariant RecordTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const int column = index.column();
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((column == Bytes ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole) {
        return {};
    }
    const LogRecord* found = record(index.row());
    if (found == nullptr) {
        return role == Qt::DisplayRole && column == Offset ? QVariant(QStringLiteral("…"))
                                                           : QVariant();
    }
    if (role == Qt::ToolTipRole) {
        return QString::fromStdString(found->text);
    }
    if (role == Qt::AccessibleTextRole && column == Content && found->entry != raft::EntryId()) {
        return textOf(found->entry) + u' ' + text(*found, column);
    }
    return text(*found, column);
}

QVariant RecordTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((section == Bytes ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Offset:
        return tr("Offset");
    case Kind:
        return tr("Record");
    case Content:
        return tr("Content");
    case Bytes:
        return tr("Bytes");
    case Checksum:
        return tr("CRC32C");
    case State:
        return tr("State");
    default:
        return {};
    }
}

}  // namespace quorate::gui
