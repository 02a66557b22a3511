// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/fault_text.h"

#include <QCoreApplication>

#include "engine/observe/fault_words.h"
#include "gui/faults/fault_choices.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/pipeline/edge_points.h"
#include "gui/session/disk_fault.h"

namespace quorate::gui {

namespace {

struct Faults {
    Q_DECLARE_TR_FUNCTIONS(Faults)
};

QString percentOf(std::uint64_t millionths) {
    return amountText(NodeFault::SyncErrors, static_cast<double>(millionths) / 10'000);
}

QString detailOf(const DiskFault& fault) {
    using Kind = DiskFault::Kind;
    switch (fault.kind) {
    case Kind::Slow:
        return Faults::tr("up to %1 a call").arg(durationText(fault.amount));
    case Kind::ReadsFail:
        return Faults::tr("on %1 of reads").arg(percentOf(fault.amount));
    case Kind::WritesFail:
        return Faults::tr("on %1 of writes").arg(percentOf(fault.amount));
    case Kind::SyncsFail:
        return Faults::tr("on %1 of fsyncs").arg(percentOf(fault.amount));
    case Kind::Full:
        return Faults::tr("(ENOSPC) after %1 more").arg(bytesText(fault.amount));
    case Kind::SyncsLie:
        return Faults::tr("on %1 of fsyncs").arg(percentOf(fault.amount));
    case Kind::LosesUnsynced:
        return Faults::tr("loses what was not synced");
    case Kind::TearsTail:
        return Faults::tr("leaves a torn tail");
    case Kind::CrashTearing:
        return Faults::tr("with a torn tail, at its next log write");
    }
    return {};
}

QString detailOfDrift(std::int64_t ppm) {
    return ppm < 0 ? Faults::tr("%1 slow").arg(percentOf(static_cast<std::uint64_t>(-ppm)))
                   : Faults::tr("%1 fast").arg(percentOf(static_cast<std::uint64_t>(ppm)));
}

QString detailOfDown(const std::string& text) {
    if (text == kForgotText) {
        return Faults::tr("crashed, lost what was not synced");
    }
    if (text == kTornText) {
        return Faults::tr("crashed, tore the last write of its log");
    }
    if (text == kIllText) {
        return Faults::tr("failed, its disk is ill");
    }
    return withMomentInWords(text);
}

}  // namespace

QString faultName(observe::FaultKind kind, const std::string& text) {
    using Kind = DiskFault::Kind;
    if (text == kWipedText) {
        return Faults::tr("Wiped disk");
    }
    const auto disk = parseDiskFault(text);
    if (!disk || faultKindOf(disk->kind) != kind) {
        return faultName(kind);
    }
    switch (disk->kind) {
    case Kind::ReadsFail:
    case Kind::WritesFail:
    case Kind::SyncsFail:
        return Faults::tr("EIO");
    case Kind::LosesUnsynced:
    case Kind::TearsTail:
        return Faults::tr("Next crash");
    case Kind::CrashTearing:
        return Faults::tr("Crash");
    default:
        return faultName(kind);
    }
}

QString faultName(observe::FaultKind kind) {
    using Kind = observe::FaultKind;
    switch (kind) {
    case Kind::LinkCut:
        return Faults::tr("Cut");
    case Kind::Partition:
        return Faults::tr("Partition");
    case Kind::Loss:
        return Faults::tr("Loss");
    case Kind::Delay:
        return Faults::tr("Delay");
    case Kind::Duplicate:
        return Faults::tr("Duplicates");
    case Kind::Reorder:
        return Faults::tr("Disorder");
    case Kind::NodeDown:
        return Faults::tr("Kill");
    case Kind::NodePaused:
        return Faults::tr("Pause");
    case Kind::ClockDrift:
        return Faults::tr("Clock drift");
    case Kind::DiskSlow:
        return Faults::tr("Slow disk");
    case Kind::DiskErrors:
        return Faults::tr("Disk errors");
    case Kind::DiskFull:
        return Faults::tr("Full disk");
    case Kind::LyingSync:
        return Faults::tr("Lying fsync");
    case Kind::Sabotage:
        return Faults::tr("Sabotage");
    case Kind::AtPoint:
        return Faults::tr("Pipeline");
    }
    return {};
}

QString sabotageText(stage::SabotagedRule rule) {
    switch (rule) {
    case stage::SabotagedRule::CommitOldTerms:
        return Faults::tr("commit old terms by counting");
    case stage::SabotagedRule::SkipSync:
        return Faults::tr("skip the sync");
    case stage::SabotagedRule::ForgetVotes:
        return Faults::tr("keep votes in memory only");
    case stage::SabotagedRule::ReadAlone:
        return Faults::tr("read without a quorum");
    }
    return {};
}

QString faultDetail(observe::FaultKind kind, const std::string& text) {
    if (const auto rule = stage::parseSabotagedRule(text);
        rule && kind == observe::FaultKind::Sabotage) {
        return sabotageText(*rule);
    }
    if (kind == observe::FaultKind::AtPoint) {
        observe::ActiveFault fault;
        fault.kind = kind;
        fault.nodes = {raft::NodeId(1)};
        fault.text = text;
        if (const auto at = pointFaultOf(fault)) {
            return textOf(*at);
        }
    }
    if (const auto disk = parseDiskFault(text); disk && faultKindOf(disk->kind) == kind) {
        return detailOf(*disk);
    }
    if (const auto drift = parseDrift(text); drift && kind == observe::FaultKind::ClockDrift) {
        return detailOfDrift(*drift);
    }
    if (const auto ms = observe::parsePause(text); ms && kind == observe::FaultKind::NodePaused) {
        return *ms == 0 ? QString() : Faults::tr("for %1").arg(durationText(*ms * 1'000'000));
    }
    if (text == kWipedText) {
        return {};
    }
    const QString detail =
        kind == observe::FaultKind::NodeDown ? detailOfDown(text) : printable(text);
    const bool isTheName =
        detail.compare(faultName(kind), Qt::CaseInsensitive) == 0 ||
        (kind == observe::FaultKind::NodeDown && detail == QLatin1String("killed"));
    return isTheName ? QString() : detail;
}

QString faultScope(observe::FaultKind kind, const std::vector<raft::NodeId>& nodes) {
    using Kind = observe::FaultKind;
    switch (kind) {
    case Kind::LinkCut:
        return nodes.size() == 2
                   ? Faults::tr("%1 to %2").arg(nameOf(nodes.front()), nameOf(nodes.back()))
                   : Faults::tr("links of %1").arg(listOf(nodes));
    case Kind::Partition:
        return Faults::tr("all traffic");
    case Kind::Loss:
    case Kind::Delay:
    case Kind::Duplicate:
    case Kind::Reorder:
        return nodes.empty() ? Faults::tr("all links")
                             : Faults::tr("links of %1").arg(listOf(nodes));
    case Kind::DiskSlow:
    case Kind::DiskErrors:
    case Kind::DiskFull:
    case Kind::LyingSync:
        return Faults::tr("disk of %1").arg(listOf(nodes));
    case Kind::ClockDrift:
        return Faults::tr("clock of %1").arg(listOf(nodes));
    default:
        return nodes.empty() ? Faults::tr("the cluster") : listOf(nodes);
    }
}

QString faultTitle(observe::FaultKind kind, const std::vector<raft::NodeId>& nodes,
                   const std::string& text) {
    const QString detail = faultDetail(kind, text);
    const bool isToldByDetail = kind == observe::FaultKind::Partition && !detail.isEmpty();
    const QString name = faultName(kind, text);
    if (kind >= observe::FaultKind::ClockDrift && kind <= observe::FaultKind::LyingSync &&
        !detail.isEmpty()) {
        return Faults::tr("%1 %2, %3").arg(name, detail, listOf(nodes));
    }
    return Faults::tr("%1 %2").arg(name, isToldByDetail ? detail : faultScope(kind, nodes));
}

QString quorumSentence(const QuorumReach& reach) {
    if (reach.voters == 0) {
        return Faults::tr("No configuration is known yet.");
    }
    const QString half = reach.isJoint ? Faults::tr(" in the tighter half") : QString();
    if (!reach.hasQuorum()) {
        return reach.side.empty()
                   ? Faults::tr("No voter runs: nothing can be committed.")
                   : Faults::tr(
                         "No quorum: at most %1 of the %2 voters that are needed%3 hear "
                         "each other. Nothing can be committed.")
                         .arg(reach.reached)
                         .arg(reach.needed)
                         .arg(half);
    }
    if (reach.side.size() < reach.voters) {
        const QString text =
            reach.isJoint
                ? Faults::tr("%1 can still form a quorum of both halves.").arg(listOf(reach.side))
                : Faults::tr("%1 can still form a quorum (%2 of %3).")
                      .arg(listOf(reach.side))
                      .arg(reach.needed)
                      .arg(reach.voters);
        return text;
    }
    const QString more = reach.spare() == 0 ? Faults::tr("no node may fail")
                         : reach.spare() == 1
                             ? Faults::tr("one more node may fail")
                             : Faults::tr("%1 more nodes may fail").arg(reach.spare());
    return reach.isJoint ? Faults::tr("A quorum of both halves is reachable; %1.").arg(more)
                         : Faults::tr("Quorum %1 of %2 is reachable; %3.")
                               .arg(reach.needed)
                               .arg(reach.voters)
                               .arg(more);
}

}  // namespace quorate::gui
