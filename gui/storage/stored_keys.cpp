// SPDX-License-Identifier: Apache-2.0
#include "gui/storage/stored_keys.h"

#include <charconv>

#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

constexpr std::size_t kShownBytes = 200;

QString shown(const std::string& bytes) {
    return printable(std::string_view(bytes).substr(0, kShownBytes));
}

QString textOf(const kv::Revision& revision) {
    return revision.sub == 0 ? countText(static_cast<std::uint64_t>(revision.main))
                             : QStringLiteral("%1.%2")
                                   .arg(countText(static_cast<std::uint64_t>(revision.main)))
                                   .arg(revision.sub);
}

}  // namespace

void StoredKeys::begin(Kind kind, const std::string& prefix, const std::string& from) {
    beginResetModel();
    m_kind = kind;
    m_prefix = prefix;
    m_from = from;
    m_rows.clear();
    m_hasMore = true;
    m_isAsking = false;
    endResetModel();
    fetchMore({});
}

void StoredKeys::clear() {
    beginResetModel();
    m_rows.clear();
    m_revision = 0;
    m_keyCount = 0;
    m_hasMore = false;
    m_isAsking = false;
    endResetModel();
}

bool StoredKeys::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && m_hasMore && !m_isAsking;
}

void StoredKeys::fetchMore(const QModelIndex& parent) {
    if (!canFetchMore(parent)) {
        return;
    }
    m_isAsking = true;
    if (m_kind == Kind::Keys) {
        storage::KeysQuestion question;
        question.prefix = m_prefix;
        // The first possible key behind the last one that is known.
        question.from = m_rows.empty() ? m_from : m_rows.back().key + '\0';
        question.limit = kPage;
        Q_EMIT keysWanted(question);
        return;
    }
    storage::ChangesQuestion question;
    question.limit = kPage;
    if (!m_rows.empty()) {
        question.from = m_rows.back().revision;
        ++question.from.sub;
    } else {
        static_cast<void>(
            std::from_chars(m_from.data(), m_from.data() + m_from.size(), question.from.main));
    }
    Q_EMIT changesWanted(question);
}

void StoredKeys::take(const storage::KeysAnswer& answer) {
    m_revision = answer.revision;
    m_keyCount = answer.keyCount;
    append(answer.keys, answer.hasMore);
}

void StoredKeys::take(const storage::ChangesAnswer& answer) {
    m_revision = answer.revision;
    append(answer.changes, answer.hasMore);
}

void StoredKeys::append(const std::vector<storage::StoredChange>& rows, bool hasMore) {
    if (!rows.empty()) {
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
        m_rows.insert(m_rows.end(), rows.begin(), rows.end());
        m_hasMore = hasMore;
        endInsertRows();
    }
    // Last: whoever is told of the rows does not ask for more of them twice.
    m_hasMore = hasMore;
    m_isAsking = false;
}

int StoredKeys::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int StoredKeys::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns_;
}

QVariant StoredKeys::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const storage::StoredChange& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = index.column() != Key && index.column() != Value;
        return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole) {
        return tr("%1\nput in revision %2, made in revision %3, version %4%5")
            .arg(shown(row.key), textOf(row.revision))
            .arg(row.createRevision)
            .arg(row.version)
            .arg(row.lease == 0 ? QString() : tr(", lease %1").arg(row.lease));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case Revision:
        return textOf(row.revision);
    case Key:
        return shown(row.key);
    case Value:
        return row.isDelete ? tr("deleted") : shown(row.value);
    case Size:
        return row.isDelete ? QStringLiteral("–") : bytesText(row.valueSize);
    case Version:
        return row.isDelete ? QStringLiteral("–")
                            : countText(static_cast<std::uint64_t>(row.version));
    default:
        return {};
    }
}

QVariant StoredKeys::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = section != Key && section != Value;
        return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Revision:
        return tr("Revision");
    case Key:
        return tr("Key");
    case Value:
        return tr("Value");
    case Size:
        return tr("Size");
    case Version:
        return tr("Version");
    default:
        return {};
    }
}

}  // namespace quorate::gui
