// SPDX-License-Identifier: Apache-2.0
#include "gui/inspector/field.h"

#include <QStringList>

#include <utility>

#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

QString Field::text() const {
    QString all;
    for (const FieldPart& part : parts) {
        all += (all.isEmpty() ? QString() : QStringLiteral(" ")) + part.text;
    }
    return all;
}

QString textOf(const std::vector<FieldSection>& sections) {
    QStringList lines;
    for (const FieldSection& section : sections) {
        lines << section.title;
        for (const Field& field : section.fields) {
            lines << QStringLiteral("  %1\t%2").arg(field.name, field.text());
        }
    }
    return lines.join(u'\n');
}

const Field* Inspection::find(const QString& section, const QString& field) const {
    for (const FieldSection& candidate : sections) {
        if (candidate.key != section) {
            continue;
        }
        for (const Field& one : candidate.fields) {
            if (one.key == field) {
                return &one;
            }
        }
    }
    return nullptr;
}

Field& FieldWriter::add(const QString& key, const QString& name) {
    Field field;
    field.key = key;
    field.name = name;
    m_section.fields.push_back(std::move(field));
    return m_section.fields.back();
}

Field& FieldWriter::text(const QString& key, const QString& name, const QString& value) {
    Field& field = add(key, name);
    field.parts.push_back({value, {}, {}});
    return field;
}

Field& FieldWriter::number(const QString& key, const QString& name, std::uint64_t value) {
    Field& field = text(key, name, countText(value));
    field.number = value;
    return field;
}

Field& FieldWriter::index(const QString& key, const QString& name, raft::Index value,
                          raft::NodeId node) {
    Field& field = number(key, name, value.value());
    if (value.value() > 0 && node != raft::kNoNode) {
        field.parts.back().link = EntryOnNode{node, value};
    }
    return field;
}

Field& FieldWriter::node(const QString& key, const QString& name, raft::NodeId value) {
    Field& field = text(key, name, nameOf(value));
    if (raft::isMemberId(value)) {
        field.parts.back().link = value;
    }
    return field;
}

Field& FieldWriter::nodes(const QString& key, const QString& name,
                          const std::vector<raft::NodeId>& values) {
    Field& field = add(key, name);
    for (const raft::NodeId value : values) {
        field.parts.push_back({nameOf(value), value, {}});
    }
    if (values.empty()) {
        field.parts.push_back({QStringLiteral("–"), {}, {}});
    }
    return field;
}

Field& FieldWriter::term(const QString& key, const QString& name, raft::Term value) {
    Field& field = text(key, name, QString::number(value.value()));
    field.number = value.value();
    if (value.value() > 0) {
        field.parts.back().chip = value;
    }
    return field;
}

Field& FieldWriter::entry(const QString& key, const QString& name, raft::EntryId value,
                          raft::NodeId node) {
    Field& field = text(key, name, textOf(value));
    field.number = value.index.value();
    if (value.index.value() > 0) {
        field.parts.back().chip = value.term;
        if (raft::isMemberId(node)) {
            field.parts.back().link = EntryOnNode{node, value.index};
        }
    }
    return field;
}

}  // namespace quorate::gui
