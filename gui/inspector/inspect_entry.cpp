// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>

#include <algorithm>
#include <utility>

#include "gui/inspector/inspect.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/entry_state.h"
#include "gui/model/entry_wording.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Inspector)
};

QString key(const char* name) {
    return QString::fromLatin1(name);
}

QString kindText(observe::EntryKind kind) {
    switch (kind) {
    case observe::EntryKind::Normal:
        return Texts::tr("normal");
    case observe::EntryKind::ConfChange:
        return Texts::tr("configuration change");
    case observe::EntryKind::Empty:
        return Texts::tr("empty, as a new leader begins its term");
    }
    return {};
}

/// How the entry stands in one log.
Field placeField(const observe::NodeState& node, raft::Index index, std::optional<raft::Term> term,
                 const observe::NodeState* leader) {
    Field field;
    field.key = nameOf(node.id);
    field.name = nameOf(node.id);
    field.nameLink = node.id;
    const auto run = node.log.entries.at(index);
    if (run) {
        field.parts.push_back({textOf({run->term, index}), EntryOnNode{node.id, index}, run->term});
        field.parts.push_back({durabilityText(node.log, index), {}, {}});
        const auto conflict =
            leader != nullptr ? firstConflict(node.log, leader->log) : std::nullopt;
        if (conflict && index >= *conflict) {
            field.parts.push_back(
                {Texts::tr("conflicts with the leader’s log"), {}, {}, false, true});
        }
    } else if (index <= node.log.before.index) {
        field.parts.push_back(
            {Texts::tr("compacted, in the snapshot up to %1").arg(textOf(node.log.before)),
             {},
             {}});
    } else {
        field.parts.push_back({Texts::tr("not there"), {}, {}});
    }
    const bool isSame = run ? term == run->term : index <= node.log.before.index;
    if (term && !isSame && leader != nullptr && leader->id != node.id) {
        field.leaderHas =
            Texts::tr("leader %1: %2").arg(nameOf(leader->id), textOf({*term, index}));
    }
    return field;
}

FieldSection placesOf(const observe::ClusterState& state, raft::Index index) {
    FieldSection section{key("places"), Texts::tr("On the nodes"), {}};
    const observe::NodeState* leader = leaderOf(state);
    const auto theirs = leader != nullptr ? leader->log.entries.at(index) : std::nullopt;
    const auto term = theirs ? std::optional<raft::Term>(theirs->term) : std::nullopt;
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        section.fields.push_back(placeField(state.nodeAt(i), index, term, leader));
    }
    return section;
}

}  // namespace

Inspection inspectEntry(const Frame& frame, const EntryOnNode& entry) {
    const observe::ClusterState& state = frame.state;
    Inspection inspection;
    const observe::NodeState* node = state.findNode(entry.node);
    const auto run = node != nullptr ? node->log.entries.at(entry.index) : std::nullopt;
    FieldSection section{key("entry"), Texts::tr("Entry"), {}};
    FieldWriter write(section);
    write.index(key("index"), Texts::tr("Index"), entry.index, raft::kNoNode).parts[0].text =
        indexText(entry.index);
    if (!run) {
        inspection.title = Texts::tr("Entry %1").arg(indexText(entry.index));
        inspection.subtitle =
            node != nullptr ? entryText(*node, entry.index, nullptr)
                            : Texts::tr("%1 is not there at this moment").arg(nameOf(entry.node));
        inspection.sections = {section, placesOf(state, entry.index)};
        return inspection;
    }
    const raft::EntryId id{run->term, entry.index};
    inspection.title = Texts::tr("Entry %1").arg(textOf(id));
    inspection.subtitle =
        Texts::tr("on %1: %2").arg(nameOf(entry.node), durabilityText(node->log, entry.index));
    inspection.term = run->term;
    write.term(key("term"), Texts::tr("Term"), run->term);
    write.text(key("kind"), Texts::tr("Kind"), kindText(run->kind));

    std::vector<raft::NodeId> stable;
    bool isCommitted = false;
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        const observe::NodeState& other = state.nodeAt(i);
        const auto there = other.log.entries.at(entry.index);
        if (there && there->term == run->term) {
            if (entry.index < other.log.unstableOffset) {
                stable.push_back(other.id);
            }
            isCommitted = isCommitted || entry.index <= other.log.committed;
        }
    }
    write.nodes(key("stable"), Texts::tr("On the disks of"), stable);
    const raft::ConfState& configuration = configurationOf(state);
    write.text(key("committed"), Texts::tr("Committed"),
               isCommitted ? Texts::tr("yes")
               : isQuorum(configuration, stable)
                   ? Texts::tr("not known yet, though a majority has it")
                   : Texts::tr("no: no majority has it on disk"));
    for (const observe::OperationState& operation : state.operations()) {
        if (operation.entry == id) {
            write
                .text(key("operation"), Texts::tr("Operation"),
                      Texts::tr("%1 %2").arg(wordFor(operation.kind),
                                             printable(operation.key.view())))
                .parts[0]
                .link = operation.id;
        }
    }
    inspection.sections = {section, placesOf(state, entry.index)};
    return inspection;
}

}  // namespace quorate::gui
