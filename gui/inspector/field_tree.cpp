// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/field_tree.h"

#include <algorithm>
#include <utility>

namespace quorate::gui {

namespace {

/// Of a section's own index; fields have the place of their section.
constexpr quintptr kSection = ~quintptr{0};

}  // namespace

bool FieldTree::hasSameFields(const std::vector<FieldSection>& other) const {
    return std::equal(
        m_sections.begin(), m_sections.end(), other.begin(), other.end(),
        [](const FieldSection& a, const FieldSection& b) {
            return a.key == b.key &&
                   std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                              [](const Field& x, const Field& y) { return x.key == y.key; });
        });
}

void FieldTree::show(std::vector<FieldSection> sections, Marks marks) {
    if (!hasSameFields(sections)) {
        beginResetModel();
        m_sections = std::move(sections);
        m_marks = std::move(marks);
        endResetModel();
        return;
    }
    for (std::size_t s = 0; s < sections.size(); ++s) {
        const QModelIndex section = index(static_cast<int>(s), 0);
        if (m_sections[s].title != sections[s].title) {
            m_sections[s].title = sections[s].title;
            Q_EMIT dataChanged(section, section);
        }
        for (std::size_t f = 0; f < sections[s].fields.size(); ++f) {
            if (m_sections[s].fields[f] != sections[s].fields[f] || m_marks[s][f] != marks[s][f]) {
                m_sections[s].fields[f] = std::move(sections[s].fields[f]);
                m_marks[s][f] = std::move(marks[s][f]);
                const auto row = static_cast<int>(f);
                Q_EMIT dataChanged(index(row, Name, section), index(row, Change, section));
            }
        }
    }
}

const Field* FieldTree::field(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == kSection) {
        return nullptr;
    }
    return &m_sections[index.internalId()].fields[static_cast<std::size_t>(index.row())];
}

const FieldTree::Mark* FieldTree::mark(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == kSection) {
        return nullptr;
    }
    return &m_marks[index.internalId()][static_cast<std::size_t>(index.row())];
}

QString FieldTree::pathOf(const QModelIndex& index) const {
    if (!index.isValid()) {
        return {};
    }
    const Field* one = field(index);
    return one == nullptr ? m_sections[static_cast<std::size_t>(index.row())].key
                          : m_sections[index.internalId()].key + u'/' + one->key;
}

QModelIndex FieldTree::find(const QString& path) const {
    for (int s = 0; s < rowCount(); ++s) {
        const QModelIndex section = index(s, 0);
        if (pathOf(section) == path) {
            return section;
        }
        for (int f = 0; f < rowCount(section); ++f) {
            if (pathOf(index(f, 0, section)) == path) {
                return index(f, 0, section);
            }
        }
    }
    return {};
}

QModelIndex FieldTree::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return parent.isValid() ? createIndex(row, column, static_cast<quintptr>(parent.row()))
                            : createIndex(row, column, kSection);
}

QModelIndex FieldTree::parent(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == kSection) {
        return {};
    }
    return createIndex(static_cast<int>(index.internalId()), 0, kSection);
}

int FieldTree::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) {
        return static_cast<int>(m_sections.size());
    }
    if (parent.internalId() != kSection || parent.column() > 0) {
        return 0;
    }
    return static_cast<int>(m_sections[static_cast<std::size_t>(parent.row())].fields.size());
}

int FieldTree::columnCount(const QModelIndex& /*parent*/) const {
    return Columns_;
}

QVariant FieldTree::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const Field* one = field(index);
    if (one == nullptr) {
        return role == Qt::DisplayRole && index.column() == Name
                   ? QVariant(m_sections[static_cast<std::size_t>(index.row())].title)
                   : QVariant();
    }
    const QString& change = mark(index)->change;
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
        case Name:
            return one->name;
        case Value:
            return one->text();
        default:
            return change.isEmpty() ? QString() : QStringLiteral("Δ %1").arg(change);
        }
    }
    if (role == Qt::AccessibleTextRole && index.column() == Name) {
        return tr("%1: %2").arg(one->name, one->text());
    }
    if (role == Qt::ToolTipRole || role == Qt::AccessibleDescriptionRole) {
        QStringList lines{one->tip, one->leaderHas, change};
        lines.removeAll(QString());
        return lines.join(u'\n');
    }
    return {};
}

}  // namespace quorate::gui
