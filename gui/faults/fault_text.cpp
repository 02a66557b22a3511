// SPDX-License-Identifier: Apache-2.0
#include "gui/faults/fault_text.h"

#include <QCoreApplication>

#include "gui/model/vocabulary.h"
#include "gui/model/wording.h"
#include "gui/pipeline/edge_points.h"

namespace quorate::gui {

namespace {

struct Faults {
    Q_DECLARE_TR_FUNCTIONS(Faults)
};

}  // namespace

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
    const QString detail =
        kind == observe::FaultKind::NodeDown ? withMomentInWords(text) : printable(text);
    const bool isTheName =
        detail.compare(faultName(kind), Qt::CaseInsensitive) == 0 ||
        (kind == observe::FaultKind::NodeDown && detail == QLatin1String("killed")) ||
        (kind == observe::FaultKind::NodePaused && detail == QLatin1String("paused"));
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
    return Faults::tr("%1 %2").arg(faultName(kind),
                                   isToldByDetail ? detail : faultScope(kind, nodes));
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
