// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/fault_choices.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <optional>

namespace quorate::gui {

namespace {

struct Choices {
    Q_DECLARE_TR_FUNCTIONS(FaultChoices)
};

constexpr double kNanosecondsInMs = 1e6;
constexpr double kMillionthsInPercent = 1e4;
constexpr double kBytesInKiB = 1024;

AmountChoice share(const QString& name) {
    return {name, QStringLiteral("%"), 0.01, 100, 100, 2, {1, 10, 50, 100}};
}

std::uint64_t rounded(double value) {
    return static_cast<std::uint64_t>(std::llround(value));
}

std::optional<DiskFault::Kind> diskKindOf(NodeFault fault) {
    using Kind = DiskFault::Kind;
    switch (fault) {
    case NodeFault::SlowDisk:
        return Kind::Slow;
    case NodeFault::ReadErrors:
        return Kind::ReadsFail;
    case NodeFault::WriteErrors:
        return Kind::WritesFail;
    case NodeFault::SyncErrors:
        return Kind::SyncsFail;
    case NodeFault::FullDisk:
        return Kind::Full;
    case NodeFault::LyingSync:
        return Kind::SyncsLie;
    case NodeFault::NextCrashForgets:
        return Kind::LosesUnsynced;
    case NodeFault::NextCrashTears:
        return Kind::TearsTail;
    case NodeFault::CrashTearing:
        return Kind::CrashTearing;
    default:
        return std::nullopt;
    }
}

std::uint64_t diskAmount(NodeFault fault, double amount) {
    if (!amountOf(fault).isAsked()) {
        return 0;
    }
    return rounded(amount * (fault == NodeFault::SlowDisk   ? kNanosecondsInMs
                             : fault == NodeFault::FullDisk ? kBytesInKiB
                                                            : kMillionthsInPercent));
}

}  // namespace

QString nameOf(NodeFault fault) {
    switch (fault) {
    case NodeFault::SlowDisk:
        return Choices::tr("Slow disk");
    case NodeFault::ReadErrors:
        return Choices::tr("Reads fail (EIO)");
    case NodeFault::WriteErrors:
        return Choices::tr("Writes fail (EIO)");
    case NodeFault::SyncErrors:
        return Choices::tr("fsync fails (EIO)");
    case NodeFault::FullDisk:
        return Choices::tr("Full disk (ENOSPC)");
    case NodeFault::LyingSync:
        return Choices::tr("Lying fsync");
    case NodeFault::NextCrashForgets:
        return Choices::tr("Next crash: lose what was not synced");
    case NodeFault::NextCrashTears:
        return Choices::tr("Next crash: torn tail");
    case NodeFault::CrashForgetting:
        return Choices::tr("Crash: lose what was not synced");
    case NodeFault::CrashTearing:
        return Choices::tr("Crash with a torn tail");
    case NodeFault::FastClock:
        return Choices::tr("Fast clock");
    case NodeFault::SlowClock:
        return Choices::tr("Slow clock");
    case NodeFault::Count_:
        break;
    }
    return {};
}

QString explain(NodeFault fault) {
    switch (fault) {
    case NodeFault::SlowDisk:
        return Choices::tr(
            "Each call of the disk takes up to so much longer. A Ready is dozens of calls; votes "
            "and acknowledgements wait for their fsync.");
    case NodeFault::ReadErrors:
        return Choices::tr("That share of reads fails. A node that cannot read stops.");
    case NodeFault::WriteErrors:
        return Choices::tr(
            "That share of writes fails. A node that cannot persist stops, rather "
            "than promise what it cannot keep.");
    case NodeFault::SyncErrors:
        return Choices::tr(
            "That share of fsyncs fails. What was written may be gone then, so the "
            "node stops rather than try again.");
    case NodeFault::FullDisk:
        return Choices::tr(
            "Files may grow by so much more, then there is no space. A node that "
            "cannot persist stops.");
    case NodeFault::LyingSync:
        return Choices::tr(
            "That share of fsyncs says yes and does nothing. Outside of Raft's "
            "model: after a crash, promises are forgotten.");
    case NodeFault::NextCrashForgets:
        return Choices::tr(
            "At its next crash, nothing is left of what was not synced. Raft "
            "survives that: nothing was promised of it.");
    case NodeFault::NextCrashTears:
        return Choices::tr(
            "At its next crash, half of what its log wrote last and did not sync "
            "is on the disk. Recovery cuts the torn tail off.");
    case NodeFault::CrashForgetting:
        return Choices::tr("It loses its power now, and all that was not synced.");
    case NodeFault::CrashTearing:
        return Choices::tr(
            "It loses its power within its next write of the log: half of that "
            "write is on the disk. Recovery cuts the torn tail off.");
    case NodeFault::FastClock:
        return Choices::tr(
            "Its ticks come sooner: it campaigns earlier. Only leases and liveness "
            "depend on clocks.");
    case NodeFault::SlowClock:
        return Choices::tr(
            "Its ticks come later: its heartbeats are rarer, and it trusts its "
            "lease for longer. Only leases and liveness depend on clocks.");
    case NodeFault::Count_:
        break;
    }
    return {};
}

AmountChoice amountOf(NodeFault fault) {
    switch (fault) {
    case NodeFault::SlowDisk:
        return {Choices::tr("each call, up to"),
                Choices::tr("ms"),
                0.01,
                60'000,
                20,
                2,
                {1, 5, 20, 100, 500}};
    case NodeFault::ReadErrors:
        return share(Choices::tr("of reads"));
    case NodeFault::WriteErrors:
        return share(Choices::tr("of writes"));
    case NodeFault::SyncErrors:
        return share(Choices::tr("of fsyncs"));
    case NodeFault::LyingSync:
        return share(Choices::tr("of fsyncs"));
    case NodeFault::FullDisk:
        return {Choices::tr("free space left"), Choices::tr("KiB"), 0, 1'048'576, 64, 0,
                {0, 64, 1024, 16'384}};
    case NodeFault::FastClock:
        return {Choices::tr("faster by"), QStringLiteral("%"), 0.01, 90, 10, 2, {1, 5, 10, 50, 90}};
    case NodeFault::SlowClock:
        return {Choices::tr("slower by"), QStringLiteral("%"), 0.01, 90, 10, 2, {1, 5, 10, 50, 90}};
    default:
        return {};
    }
}

Ability abilityFor(NodeFault fault) {
    if (fault == NodeFault::FastClock || fault == NodeFault::SlowClock) {
        return Ability::Clocks;
    }
    const auto kind = diskKindOf(fault);
    return kind && isOfRealDisks(*kind) ? Ability::Disks : Ability::PowerLoss;
}

QString amountText(NodeFault fault, double amount) {
    const AmountChoice choice = amountOf(fault);
    QString number = QLocale::c().toString(amount, 'f', choice.decimals);
    if (number.contains(u'.')) {
        while (number.endsWith(u'0')) {
            number.chop(1);
        }
        if (number.endsWith(u'.')) {
            number.chop(1);
        }
    }
    return choice.isAsked() ? QStringLiteral("%1 %2").arg(number, choice.unit) : QString();
}

std::optional<Command> commandFor(NodeFault fault, double amount,
                                  const std::vector<raft::NodeId>& nodes) {
    const AmountChoice choice = amountOf(fault);
    const double taken = std::clamp(amount, choice.least, choice.most);
    const auto kind = diskKindOf(fault);
    if (nodes.empty()) {
        return std::nullopt;
    }
    if (kind) {
        return SetDiskFault{nodes, {*kind, diskAmount(fault, taken)}};
    }
    if (fault == NodeFault::CrashForgetting) {
        return CrashForgetting{nodes};
    }
    const auto ppm = static_cast<std::int64_t>(rounded(taken * kMillionthsInPercent));
    return SetClockDrift{nodes, fault == NodeFault::SlowClock ? -ppm : ppm};
}

}  // namespace quorate::gui
