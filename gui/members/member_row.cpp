// SPDX-License-Identifier: Apache-2.0
#include "gui/members/member_row.h"

#include <QCoreApplication>
#include <QStringList>

#include <optional>
#include <string_view>

#include "gui/model/cluster_facts.h"
#include "gui/model/etcd_report.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

namespace report = etcd_report;
using Cell = MemberRow::Cell;

struct Members {
    Q_DECLARE_TR_FUNCTIONS(Members)
};

Cell told(const QString& text) {
    return {text, text, true, false};
}

Cell notTold(const QString& why = {}) {
    const QString text = Members::tr("not exposed");
    return {text, why.isEmpty() ? Members::tr("This member does not tell it.") : why, false, false};
}

/// A member with what it reported.
class Told {
public:
    explicit Told(const observe::NodeReport* report) : m_report(report) {}

    [[nodiscard]] QString text(std::string_view name) const {
        return m_report == nullptr ? QString() : report::textIn(*m_report, name);
    }
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const {
        return m_report == nullptr ? std::nullopt : report::numberIn(*m_report, name);
    }
    template <class Text>
    [[nodiscard]] Cell cell(std::string_view name, Text text, std::string_view problem = {}) const {
        const auto known = number(name);
        return known ? ::quorate::gui::told(text(*known)) : notTold(this->text(problem));
    }
    [[nodiscard]] Cell plain(std::string_view name, std::string_view problem = {}) const {
        const QString known = text(name);
        return known.isEmpty() ? notTold(text(problem)) : ::quorate::gui::told(known);
    }

private:
    const observe::NodeReport* m_report;
};

Cell sizeOf(const Told& of) {
    const auto size = of.number(report::kDbSize);
    const auto inUse = of.number(report::kDbInUse);
    if (!size) {
        return notTold();
    }
    Cell cell = told(inUse ? Members::tr("%1 (%2 in use)").arg(bytesText(*size), bytesText(*inUse))
                           : bytesText(*size));
    if (const auto quota = of.number(report::kDbQuota)) {
        cell.tip = Members::tr("%1, of %2 that it may have").arg(cell.text, bytesText(*quota));
        cell.isBad = *quota > 0 && *size > *quota - *quota / 10;
    }
    return cell;
}

Cell alarmsOf(const Told& of) {
    Cell cell = of.plain(report::kAlarms, report::kAlarmsProblem);
    if (cell.isTold && cell.text == QLatin1String("none")) {
        return told(Members::tr("none"));
    }
    if (cell.isTold) {
        cell.text = QStringLiteral("⚠ ") + cell.text;
        cell.isBad = true;
    }
    return cell;
}

Cell healthOf(const Told& of) {
    Cell cell = of.plain(report::kHealth, report::kHealthProblem);
    if (cell.isTold) {
        cell.isBad = cell.text != QLatin1String("ok");
        cell.text = cell.isBad ? QStringLiteral("✕ ") + cell.text : Members::tr("✓ healthy");
        cell.tip = cell.isBad ? cell.text
                              : Members::tr("A linearizable read came through when it was asked.");
        const QString errors = of.text(report::kErrors);
        if (!errors.isEmpty()) {
            cell.isBad = true;
            cell.text = QStringLiteral("✕ ") + errors;
            cell.tip = errors;
        }
    }
    return cell;
}

Cell proposalsOf(const Told& of) {
    const auto pending = of.number(report::kPending);
    const auto failed = of.number(report::kFailed);
    if (!pending && !failed) {
        return notTold(of.text(report::kMetricsProblem));
    }
    const auto count = [](const std::optional<std::uint64_t>& number) {
        return number ? countText(*number) : QStringLiteral("?");
    };
    return told(QStringLiteral("%1 / %2").arg(count(pending), count(failed)));
}

/// "n2 1200000, n3 900000".
Cell roundTripsOf(const Told& of) {
    QStringList trips;
    for (const QString& trip :
         of.text(report::kRoundTrips).split(QStringLiteral(", "), Qt::SkipEmptyParts)) {
        bool isNumber = false;
        const qulonglong nanoseconds = trip.section(QLatin1Char(' '), 1).toULongLong(&isNumber);
        if (isNumber) {
            trips << QStringLiteral("%1 %2").arg(trip.section(QLatin1Char(' '), 0, 0),
                                                 durationText(nanoseconds));
        }
    }
    return trips.isEmpty() ? notTold(of.text(report::kMetricsProblem))
                           : told(trips.join(QStringLiteral(", ")));
}

Cell roleOf(const observe::NodeState& node, const Told& of) {
    const QString membership = of.text(report::kMembership);
    if (membership == QLatin1String("not started")) {
        return told(Members::tr("not started yet"));
    }
    return membership == QLatin1String("removed") ? told(Members::tr("removed"))
                                                  : told(stateName(node));
}

MemberRow rowOf(const observe::NodeState& node, const Frame& frame) {
    const observe::NodeReport* reported = frame.state.findReport(node.id);
    const observe::NodeSight* sight = frame.state.findSight(node.id);
    const Told of(reported);
    MemberRow row;
    row.node = node.id;
    row.isSeen = sight != nullptr ? sight->isSeen : isRunning(node);
    const QString name = of.text(report::kName);
    const auto duration = [](std::uint64_t ns) { return durationText(ns); };
    const auto count = [](std::uint64_t number) { return countText(number); };
    auto& cells = row.cells;
    cells[MemberRow::Member] =
        told(name.isEmpty() ? nameOf(node.id) : QStringLiteral("%1 %2").arg(nameOf(node.id), name));
    cells[MemberRow::Id] =
        reported == nullptr ? told(QString::number(node.id.value())) : of.plain(report::kMember);
    const QString urls = of.text(report::kClientUrls);
    if (!urls.isEmpty()) {
        cells[MemberRow::Id].tip = Members::tr("Clients reach it at %1, members at %2")
                                       .arg(urls, of.text(report::kPeerUrls));
    }
    cells[MemberRow::Role] = roleOf(node, of);
    const bool isKnown = node.term != raft::Term();
    cells[MemberRow::Term] = isKnown ? told(QString::number(node.term.value())) : notTold();
    cells[MemberRow::Version] = of.plain(report::kVersion);
    if (const QString cluster = of.text(report::kClusterVersion); !cluster.isEmpty()) {
        cells[MemberRow::Version].tip =
            Members::tr("%1; the cluster works as %2").arg(of.text(report::kVersion), cluster);
    }
    cells[MemberRow::RaftIndex] = isKnown ? told(indexText(node.log.committed)) : notTold();
    cells[MemberRow::Applied] = isKnown && (reported == nullptr || of.number(report::kApplied))
                                    ? told(indexText(node.log.applied))
                                    : notTold();
    cells[MemberRow::Revision] = reported == nullptr && isKnown
                                     ? told(countText(node.runtime.storeRevision))
                                     : of.cell(report::kRevision, count);
    cells[MemberRow::Size] = sizeOf(of);
    cells[MemberRow::Alarms] = alarmsOf(of);
    cells[MemberRow::Health] = healthOf(of);
    cells[MemberRow::Fsync] = of.cell(report::kFsync, duration, report::kMetricsProblem);
    cells[MemberRow::Commit] = of.cell(report::kCommit, duration, report::kMetricsProblem);
    cells[MemberRow::Proposals] = proposalsOf(of);
    cells[MemberRow::LeaderChanges] =
        of.cell(report::kLeaderChanges, count, report::kMetricsProblem);
    cells[MemberRow::RoundTrips] = roundTripsOf(of);
    cells[MemberRow::Told] =
        reported == nullptr || frame.moment < reported->since
            ? told(QStringLiteral("–"))
            : told(Members::tr("%1 ago").arg(
                  durationText(frame.moment.nanoseconds() - reported->since.nanoseconds())));
    return row;
}

}  // namespace

std::vector<MemberRow> memberRowsOf(const Frame& frame) {
    std::vector<MemberRow> rows;
    for (std::size_t i = 0; i < frame.state.nodeCount(); ++i) {
        rows.push_back(rowOf(frame.state.nodeAt(i), frame));
    }
    return rows;
}

}  // namespace quorate::gui
