// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/raft/types.h"
#include "gui/model/selection.h"

/// What an inspector says of a thing, as values.
namespace quorate::gui {

/// A piece of a value: text, perhaps one that selects what it names, perhaps in a term's colour.
struct FieldPart {
    QString text;
    Selected link;
    std::optional<raft::Term> chip;
    /// Said beside the value, paler.
    bool isAside{false};
    /// Something that must not be.
    bool isProblem{false};
    friend bool operator==(const FieldPart&, const FieldPart&) = default;
};

struct Field {
    /// Names it among all fields of its section, the same in every frame.
    QString key;
    QString name;
    Selected nameLink;
    std::vector<FieldPart> parts;
    /// Where the value is a number, for how much it changed.
    std::optional<std::uint64_t> number;
    /// What the leader has instead: "leader n3: 12/4118"; empty where that is the same, or means
    /// nothing.
    QString leaderHas;
    QString tip;
    /// It changes by itself all the time, as a clock does, so that a change says nothing.
    bool isFlowing{false};
    /// A sentence, which wants all the room that there is, and never changes.
    bool isSentence{false};
    /// Something that must not be.
    bool isProblem{false};

    /// The value as one text.
    [[nodiscard]] QString text() const;
    friend bool operator==(const Field&, const Field&) = default;
};

struct FieldSection {
    QString key;
    QString title;
    std::vector<Field> fields;
    friend bool operator==(const FieldSection&, const FieldSection&) = default;
};

/// All of them as lines of text.
QString textOf(const std::vector<FieldSection>& sections);

/// All that is to be said of what is selected, at one moment.
struct Inspection {
    QString title;
    QString subtitle;
    /// Of the title, in a term's colour; none without.
    std::optional<raft::Term> term;
    std::vector<FieldSection> sections;

    [[nodiscard]] const Field* find(const QString& section, const QString& field) const;
    friend bool operator==(const Inspection&, const Inspection&) = default;
};

/// Adds fields to a section, in the words that all of them are written in.
class FieldWriter {
public:
    explicit FieldWriter(FieldSection& section) : m_section(section) {}

    Field& text(const QString& key, const QString& name, const QString& value);
    Field& number(const QString& key, const QString& name, std::uint64_t value);
    Field& index(const QString& key, const QString& name, raft::Index value, raft::NodeId node);
    /// Nobody: "nobody", which is no link.
    Field& node(const QString& key, const QString& name, raft::NodeId value);
    Field& nodes(const QString& key, const QString& name, const std::vector<raft::NodeId>& values);
    Field& term(const QString& key, const QString& name, raft::Term value);
    /// A chip that selects the entry at that node; nobody: none.
    Field& entry(const QString& key, const QString& name, raft::EntryId value, raft::NodeId node);

private:
    Field& add(const QString& key, const QString& name);

    FieldSection& m_section;
};

}  // namespace quorate::gui
