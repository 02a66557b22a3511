// SPDX-License-Identifier: Apache-2.0
#include "gui/checks/check_rows.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

#include "gui/model/vocabulary.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

struct CheckWords {
    Q_DECLARE_TR_FUNCTIONS(CheckWords)
};

struct Words {
    const char* name;
    const char* title;
    const char* rule;
    const char* paper;
};

constexpr std::array<Words, 18> kWords{{
    {"ElectionSafety", QT_TRANSLATE_NOOP("CheckWords", "One leader a term"),
     QT_TRANSLATE_NOOP("CheckWords", "In a term, at most one node leads, in one of its lives."),
     QT_TRANSLATE_NOOP("CheckWords", "Figure 3")},
    {"ElectionQuorum", QT_TRANSLATE_NOOP("CheckWords", "Leaders have a majority"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "Who leads has counted the votes of a majority; of both majorities while "
                       "the members change."),
     "§5.2, §6"},
    {"VoteOnce", QT_TRANSLATE_NOOP("CheckWords", "One vote a term"),
     QT_TRANSLATE_NOOP("CheckWords", "A node gives one vote in a term, whatever happens to it."),
     "§5.2"},
    {"TermMonotony", QT_TRANSLATE_NOOP("CheckWords", "Terms only grow"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "The term of a node never goes back, not even with a restart."),
     "§5.1"},
    {"LeaderAppendOnly", QT_TRANSLATE_NOOP("CheckWords", "Leaders only append"),
     QT_TRANSLATE_NOOP("CheckWords", "A leader never removes or changes an entry of its own log."),
     QT_TRANSLATE_NOOP("CheckWords", "Figure 3")},
    {"LogMatching", QT_TRANSLATE_NOOP("CheckWords", "Logs match"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "If two logs have an entry with the same index and term, they are alike up "
                       "to there."),
     QT_TRANSLATE_NOOP("CheckWords", "Figure 3")},
    {"LeaderCompleteness", QT_TRANSLATE_NOOP("CheckWords", "Leaders are complete"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "Who leads has every entry that was committed in an earlier term."),
     QT_TRANSLATE_NOOP("CheckWords", "Figure 3")},
    {"StateMachineSafety", QT_TRANSLATE_NOOP("CheckWords", "One log is committed"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "No two nodes commit or apply different entries at the same index."),
     QT_TRANSLATE_NOOP("CheckWords", "Figure 3")},
    {"StateAgreement", QT_TRANSLATE_NOOP("CheckWords", "States agree"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "After the same entry, all state machines hold the same, now and always."),
     QT_TRANSLATE_NOOP("CheckWords", "§2")},
    {"CommitMonotony", QT_TRANSLATE_NOOP("CheckWords", "Commits only grow"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "The commit index and what is applied never go back, and only what is "
                       "committed is applied."),
     "§5.3"},
    {"CurrentTermCommit", QT_TRANSLATE_NOOP("CheckWords", "Only own entries are counted"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "A leader commits by counting only in its own term; older entries are "
                       "committed with those."),
     "§5.4.2"},
    {"QuorumCommit", QT_TRANSLATE_NOOP("CheckWords", "Commits are on a majority of disks"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "What a leader commits is on the disks of a majority at that moment."),
     "§5.3"},
    {"ConfChangeInFlight", QT_TRANSLATE_NOOP("CheckWords", "One change of members at a time"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "No change of the members is appended while one before it is not applied."),
     QT_TRANSLATE_NOOP("CheckWords", "dissertation §4.1")},
    {"Durability", QT_TRANSLATE_NOOP("CheckWords", "Disks keep what they confirmed"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "What was durable is there after a restart, and no committed entry is lost "
                       "from a disk."),
     "§5.1"},
    {"DurablePromise", QT_TRANSLATE_NOOP("CheckWords", "Stored before it is said"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "No vote and no acknowledgement leaves a node before it is on its disk."),
     QT_TRANSLATE_NOOP("CheckWords", "Figure 2")},
    {"ReadLinearizability", QT_TRANSLATE_NOOP("CheckWords", "Reads are recent"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "A linearizable read sees all that was committed when it was asked for."),
     "§8"},
    {"QueueBounds", QT_TRANSLATE_NOOP("CheckWords", "Queues stay short"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "Proposals, reads and appends on their way stay within their limits."),
     ""},
    {kLinearizability, QT_TRANSLATE_NOOP("CheckWords", "Clients see one history"),
     QT_TRANSLATE_NOOP("CheckWords",
                       "Of each key, all answers fit one order that agrees with real time "
                       "(linearizability)."),
     "§8"},
}};

CheckRow rowNamed(const std::string& name) {
    CheckRow row;
    row.name = QString::fromStdString(name);
    row.title = row.name;
    for (const Words& words : kWords) {
        if (name == words.name) {
            row.title = CheckWords::tr(words.title);
            row.rule = CheckWords::tr(words.rule);
            row.paper = *words.paper == '\0' ? QString() : CheckWords::tr(words.paper);
        }
    }
    return row;
}

CheckRow rowOf(const CheckStanding& standing) {
    CheckRow row = rowNamed(standing.name);
    row.exercised = standing.exercised;
    row.violated = standing.violated;
    row.first = standing.first;
    row.lamp = standing.violated > 0    ? Lamp::Violated
               : standing.exercised > 0 ? Lamp::Holding
                                        : Lamp::Idle;
    return row;
}

/// What clients were told is judged by the session, since a recording does not have the values.
void judgeHistory(CheckRow& row, const Session* session) {
    if (session == nullptr || !session->status().history) {
        if (row.lamp != Lamp::Violated) {
            row.note = session != nullptr && session->kind() == SessionKind::Recording
                           ? CheckWords::tr("A recording does not have what clients were told.")
                           : CheckWords::tr("What clients are told is not judged here.");
        }
        return;
    }
    const HistoryStanding& history = *session->status().history;
    row.exercised = history.judged;
    using Kind = stage::HistoryVerdict::Kind;
    if (history.verdict.kind == Kind::Violated) {
        row.lamp = Lamp::Violated;
        row.note = QString::fromStdString(history.verdict.why);
    } else if (row.lamp == Lamp::Violated) {
        return;
    } else if (history.verdict.kind == Kind::Undecided) {
        row.lamp = Lamp::Undecided;
        row.note = QString::fromStdString(history.verdict.why);
    } else if (history.judged > 0) {
        row.lamp = Lamp::Holding;
    }
}

}  // namespace

QString lampName(Lamp lamp) {
    switch (lamp) {
    case Lamp::Idle:
        return CheckWords::tr("idle");
    case Lamp::Holding:
        return CheckWords::tr("holding");
    case Lamp::Undecided:
        return CheckWords::tr("undecided");
    case Lamp::Violated:
        return CheckWords::tr("violated");
    }
    return {};
}

QString CheckRow::stateText() const {
    switch (lamp) {
    case Lamp::Violated:
        return first ? CheckWords::tr("violated at %1").arg(textOf(first->moment)) : lampName(lamp);
    case Lamp::Holding:
        return CheckWords::tr("holding · %1").arg(countText(exercised));
    case Lamp::Undecided:
    case Lamp::Idle:
        break;
    }
    return lampName(lamp);
}

std::vector<CheckRow> checkRows(const CheckResults& results, const Session* session) {
    std::vector<CheckRow> rows;
    bool hasHistory = false;
    for (const CheckStanding& standing : results.checks) {
        rows.push_back(rowOf(standing));
        if (standing.name == kLinearizability) {
            judgeHistory(rows.back(), session);
            hasHistory = true;
        }
    }
    if (!hasHistory) {
        rows.push_back(rowNamed(kLinearizability));
        judgeHistory(rows.back(), session);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const CheckRow& a, const CheckRow& b) {
        if ((a.lamp == Lamp::Violated) != (b.lamp == Lamp::Violated)) {
            return a.lamp == Lamp::Violated;
        }
        return a.first && b.first && a.first->number < b.first->number;
    });
    return rows;
}

QString summaryOf(const std::vector<CheckRow>& rows) {
    const auto count = [&rows](Lamp lamp) {
        return static_cast<int>(std::count_if(
            rows.begin(), rows.end(), [lamp](const CheckRow& row) { return row.lamp == lamp; }));
    };
    const int violated = count(Lamp::Violated);
    const QString holding = CheckWords::tr("%1 hold").arg(count(Lamp::Holding));
    if (violated == 0) {
        return CheckWords::tr("No check is violated · %1").arg(holding);
    }
    return violated == 1 ? CheckWords::tr("1 check is violated · %1").arg(holding)
                         : CheckWords::tr("%1 checks are violated · %2").arg(violated).arg(holding);
}

}  // namespace quorate::gui
