// SPDX-License-Identifier: Apache-2.0
#include "gui/events/event_table.h"

#include <QStringList>

#include <utility>

#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

EventTable::EventTable(const EventTexts& texts, QObject* parent)
    : QAbstractTableModel(parent), m_texts(texts) {}

void EventTable::show(std::vector<std::uint64_t> numbers) {
    if (numbers == m_numbers) {
        return;
    }
    const int before = rowCount();
    const auto after = static_cast<int>(numbers.size());
    // Rows come and go at the end, where nothing else changes; then all of them change.
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_numbers.insert(m_numbers.end(), numbers.begin() + before, numbers.end());
        endInsertRows();
    } else if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_numbers.resize(numbers.size());
        endRemoveRows();
    }
    m_numbers = std::move(numbers);
    refresh();
}

void EventTable::setPresent(std::uint64_t count, bool isLive) {
    if (isLive == m_isLive && (isLive || count == m_present)) {
        return;
    }
    m_present = count;
    m_isLive = isLive;
    refresh();
}

void EventTable::refresh() {
    if (!m_numbers.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, Columns_ - 1));
    }
}

int EventTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_numbers.size());
}

int EventTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns_);
}

QVariant EventTable::textRole(std::uint64_t number, const EventText& text, int column,
                              int role) const {
    const auto sentence = [&] {
        const QString lateness = m_texts.latenessOf(number, text);
        return lateness.isEmpty() ? text.sentence : tr("%1 (%2)").arg(text.sentence, lateness);
    };
    if (role == Qt::ToolTipRole) {
        return sentence();
    }
    const bool isUnknown = text.id == raft::kNoEvent;
    switch (column) {
    case Time:
        return isUnknown ? QVariant() : textOf(text.moment);
    case Node:
        return text.node == raft::kNoNode ? QString() : nameOf(text.node);
    case TermOfNode:
        if (text.term.value() == 0) {
            return {};
        }
        return role == Qt::AccessibleTextRole ? tr("term %1").arg(text.term.value())
                                              : QString::number(text.term.value());
    default:
        return sentence();
    }
}

QVariant EventTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const std::uint64_t number = m_numbers[static_cast<std::size_t>(index.row())];
    switch (role) {
    case kIsLaterRole:
        return !m_isLive && number >= m_present;
    case kIsPresentRole:
        return !m_isLive && number + 1 == m_present;
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == Time ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    default:
        break;
    }
    const EventText* text = m_texts.find(number);
    if (text == nullptr) {
        return role == Qt::DisplayRole && index.column() == What ? QVariant(QStringLiteral("…"))
                                                                 : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return textRole(number, *text, index.column(), role);
    case kTermRole:
        return static_cast<qulonglong>(text->term.value());
    case kIsImportantRole:
        return text->isImportant;
    case kIsProblemRole:
        return text->isProblem;
    default:
        return {};
    }
}

QVariant EventTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((section == Time ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    }
    if (role == Qt::DisplayRole) {
        return QStringList{tr("Time"), tr("Node"), tr("Term"), tr("What happened")}.value(section);
    }
    return {};
}

}  // namespace quorate::gui
