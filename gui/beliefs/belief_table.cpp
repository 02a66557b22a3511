// SPDX-License-Identifier: Apache-2.0
#include "gui/beliefs/belief_table.h"

#include <cstdlib>
#include <utility>

#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

QString signedText(std::int64_t nanoseconds) {
    const auto size = static_cast<std::uint64_t>(std::llabs(nanoseconds));
    return (nanoseconds < 0 ? QStringLiteral("−") : QStringLiteral("+")) + durationText(size);
}

}  // namespace

void BeliefTable::setBeliefs(std::vector<Belief> beliefs) {
    replaceRows(std::move(beliefs), [](const Belief& belief) { return belief.observer; });
}

bool BeliefTable::isSameCell(const Belief& a, const Belief& b, int column) const {
    return text(a, column) == text(b, column) && a.agreement == b.agreement;
}

int BeliefTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(Columns_);
}

QString BeliefTable::text(const Belief& belief, int column) const {
    switch (column) {
    case Observer:
        return nameOf(belief.observer);
    case Leader:
        return belief.leader == raft::kNoNode ? QStringLiteral("–")
               : belief.leads                 ? tr("itself")
                                              : nameOf(belief.leader);
    case Term:
        return QString::number(belief.term.value());
    case Standing:
        return textOf(belief.agreement);
    case Heard:
        return belief.notSeenForNs ? tr("seen %1 ago").arg(durationText(*belief.notSeenForNs))
               : belief.heardAgoNs ? tr("%1 ago").arg(durationText(*belief.heardAgoNs))
                                   : QStringLiteral("–");
    case Clock:
        if (belief.isAsked) {
            return tr("not exposed");
        }
        if (!belief.clockOffsetNs) {
            return tr("the same");
        }
        return belief.clockErrorNs == 0
                   ? tr("same machine")
                   : QStringLiteral("%1 ± %2").arg(signedText(*belief.clockOffsetNs),
                                                   durationText(belief.clockErrorNs));
    case Where:
        return belief.where.isEmpty() ? tr("this window") : belief.where;
    default:
        return {};
    }
}

QString BeliefTable::tip(const Belief& belief, int column) const {
    if (column == Clock && belief.clockOffsetNs) {
        return tr("What was added to the moments that %1 tells, to make them moments of this "
                  "recording: half of the way there and back of a question for its time, the "
                  "shortest of several, and its other half is what it may be wrong by.")
            .arg(nameOf(belief.observer));
    }
    if (column == Clock && belief.isAsked) {
        return tr("%1 tells no moments: what it says counts from when it was asked.")
            .arg(nameOf(belief.observer));
    }
    if (column == Where && belief.missed > 0) {
        return tr("%1 · %2 events were missed in all")
            .arg(text(belief, column), countText(belief.missed));
    }
    return text(belief, column);
}

QVariant BeliefTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Belief& belief = rows()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(belief, index.column());
    case Qt::ToolTipRole:
        return tip(belief, index.column());
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    case kTermRole:
        return static_cast<qulonglong>(belief.term.value());
    case kAgreementRole:
        return static_cast<int>(belief.agreement);
    default:
        return {};
    }
}

QVariant BeliefTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const QStringList titles{tr("Observer"), tr("Believes in"), tr("Term"), tr("Agreement"),
                             tr("Heard"),    tr("Clock"),       tr("Where")};
    const QStringList tips{tr("Who believes it"),
                           tr("Whom it believes to lead"),
                           tr("In which term"),
                           tr("How that stands to the newest leader that anybody who is seen "
                              "knows of"),
                           tr("How long ago it last heard of that leader"),
                           tr("How its clock stands to that of this recording"),
                           tr("Where it is watched, or why it is not seen")};
    if (role == Qt::DisplayRole) {
        return titles.value(section);
    }
    if (role == Qt::ToolTipRole) {
        return tips.value(section);
    }
    return role == Qt::TextAlignmentRole
               ? QVariant(static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter))
               : QVariant();
}

}  // namespace quorate::gui
