// SPDX-License-Identifier: Apache-2.0
#include "gui/shell/copy_words.h"

#include <QCoreApplication>
#include <QStringList>

#include "gui/model/figures.h"

namespace quorate::gui {

namespace {

using network::CopyDifference;
using network::CopyPhase;
using network::CopyProgress;
using network::CopyReport;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(quorate::gui::CopyWords)
};

QString count(std::int64_t number) {
    return countText(static_cast<std::uint64_t>(number));
}

QString keys(std::int64_t number) {
    return number == 1 ? Words::tr("1 key") : Words::tr("%1 keys").arg(count(number));
}

QString textOf(CopyDifference::Kind kind) {
    switch (kind) {
    case CopyDifference::Kind::Missing:
        return Words::tr("is not at the target");
    case CopyDifference::Kind::OtherValue:
        return Words::tr("has another value at the target");
    case CopyDifference::Kind::LeaseMissing:
        return Words::tr("has no lease at the target");
    case CopyDifference::Kind::LeaseTooMany:
        return Words::tr("has a lease at the target and none at the source");
    }
    return {};
}

QStringList countsOf(const CopyReport& report, bool isDryRun) {
    QStringList lines;
    lines << (isDryRun ? Words::tr("To copy: %1, %2, of revision %3.")
                       : Words::tr("Copied: %1, %2, of revision %3."))
                 .arg(keys(report.keys), bytesText(report.bytes), count(report.fromRevision));
    lines << (isDryRun ? Words::tr("%1 would be created, %2 overwritten; %3 are alike already.")
                       : Words::tr("%1 created, %2 overwritten; %3 were alike already."))
                 .arg(keys(report.created), count(report.overwritten), count(report.alike));
    if (report.leases > 0) {
        lines << (isDryRun ? Words::tr("Leases that would be granted anew: %1.")
                           : Words::tr("Leases granted anew: %1."))
                     .arg(count(report.leases));
    }
    if (report.expired > 0) {
        lines << Words::tr("%1 left out: the lease has ended.").arg(keys(report.expired));
    }
    if (report.removed > 0) {
        lines << Words::tr("%1 removed again: gone at the source meanwhile.")
                     .arg(keys(report.removed));
    }
    return lines;
}

/// What stays where a copy ends early.
QString staying(const CopyReport& done) {
    const std::int64_t written = done.created + done.overwritten;
    return written == 0
               ? QString()
               : Words::tr(
                     "%1 written until then stay. Copied again with overwriting, only what "
                     "is missing or differs is written.")
                     .arg(keys(written));
}

}  // namespace

QString textOf(const CopyProgress& progress) {
    if (progress.phase == CopyPhase::Looking) {
        return Words::tr("Looking at both clusters");
    }
    const QString text =
        (progress.phase == CopyPhase::Copying ? Words::tr("Copying: %1 of %2, %3")
                                              : Words::tr("Verifying: %1 of %2, %3"))
            .arg(count(progress.keys), keys(progress.keysInAll));
    return text.arg(
        progress.bytesInAll == 0
            ? bytesText(progress.bytes)
            : Words::tr("%1 of %2").arg(bytesText(progress.bytes), bytesText(progress.bytesInAll)));
}

QString textOf(const CopyReport& report, bool isDryRun) {
    QStringList lines = countsOf(report, isDryRun);
    if (isDryRun) {
        lines << Words::tr("Nothing was written.");
        return lines.join(QLatin1Char('\n'));
    }
    if (report.others > 0) {
        lines << Words::tr("%1 only at the target, left alone.").arg(keys(report.others));
    }
    if (report.differing == 0) {
        lines.prepend(Words::tr("✓ Verified: the target has all keys, as of its revision %1.")
                          .arg(count(report.toRevision)));
        return lines.join(QLatin1Char('\n'));
    }
    lines.prepend(Words::tr("≠ %1 at the target not as at the source. Somebody else may write "
                            "there; copy again with overwriting.")
                      .arg(keys(report.differing)));
    for (const CopyDifference& difference : report.differences) {
        lines << QString::fromStdString(network::shownKey(difference.key)) + QLatin1Char(' ') +
                     textOf(difference.kind);
    }
    return lines.join(QLatin1Char('\n'));
}

QString failureOf(const Error& error, const CopyReport& done) {
    QStringList lines{QStringLiteral("⚠ ") + QString::fromStdString(error.message)};
    if (done.inTheWay > 0) {
        lines << Words::tr("Choose “Overwrite keys that differ”, other keys, or another target.");
    }
    lines << staying(done);
    lines.removeAll({});
    return lines.join(QLatin1Char('\n'));
}

QString stoppedText(const CopyReport& done, bool isDryRun) {
    QStringList lines{Words::tr("Stopped. It was not copied to the end, and nothing is verified.")};
    lines << (isDryRun ? Words::tr("Nothing was written.") : staying(done));
    lines.removeAll({});
    return lines.join(QLatin1Char('\n'));
}

}  // namespace quorate::gui
