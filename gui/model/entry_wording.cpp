// SPDX-License-Identifier: Apache-2.0
#include "gui/model/entry_wording.h"

#include <QCoreApplication>
#include <QStringList>

#include "gui/model/entry_state.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("EntryWording", text);
}

}  // namespace

QString durabilityText(const observe::LogState& log, raft::Index index) {
    QStringList words;
    if (index >= log.offsetInProgress) {
        words << say(QT_TRANSLATE_NOOP("EntryWording", "unstable"));
    } else if (index >= log.unstableOffset) {
        words << say(QT_TRANSLATE_NOOP("EntryWording", "being written"));
    } else {
        words << say(QT_TRANSLATE_NOOP("EntryWording", "stable"));
    }
    if (index <= log.committed) {
        words << say(QT_TRANSLATE_NOOP("EntryWording", "committed"));
    }
    if (index <= log.applied) {
        words << say(QT_TRANSLATE_NOOP("EntryWording", "applied"));
    }
    return words.join(QStringLiteral(", "));
}

QString entryText(const observe::NodeState& node, raft::Index index,
                  const observe::NodeState* leader) {
    const observe::LogState& log = node.log;
    if (index < log.first()) {
        return say(QT_TRANSLATE_NOOP("EntryWording",
                                     "index %1, compacted: the snapshot of %2 goes up to %3"))
            .arg(indexText(index), nameOf(node.id), textOf(log.before));
    }
    const auto run = log.entries.at(index);
    if (!run) {
        return say(QT_TRANSLATE_NOOP("EntryWording", "index %1 is not in the log of %2"))
            .arg(indexText(index), nameOf(node.id));
    }
    QStringList words{say(QT_TRANSLATE_NOOP("EntryWording", "index %1")).arg(indexText(index)),
                      say(QT_TRANSLATE_NOOP("EntryWording", "term %1")).arg(run->term.value())};
    if (run->kind == observe::EntryKind::ConfChange) {
        words << say(QT_TRANSLATE_NOOP("EntryWording", "configuration change"));
    } else if (run->kind == observe::EntryKind::Empty) {
        words << say(QT_TRANSLATE_NOOP("EntryWording", "empty"));
    }
    words << durabilityText(log, index);
    if (leader != nullptr) {
        const auto conflict = firstConflict(log, leader->log);
        if (conflict && index >= *conflict) {
            words << say(QT_TRANSLATE_NOOP("EntryWording", "conflicts with the leader’s log"));
        }
    }
    return words.join(QStringLiteral(", "));
}

}  // namespace quorate::gui
