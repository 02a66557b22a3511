// SPDX-License-Identifier: Apache-2.0
#include "gui/pipeline/edge_points.h"

#include <QCoreApplication>

#include <array>
#include <string_view>

#include "gui/session/stage/point_faults.h"

namespace quorate::gui {

namespace {

using stage::CrashPoint;

struct Points {
    Q_DECLARE_TR_FUNCTIONS(Points)
};

bool canBeAt(PointAct act, CrashPoint point) {
    switch (act) {
    case PointAct::Stop:
    case PointAct::Delay:
        return hasValve(point);
    case PointAct::FailOnce:
        return diskCallAt(point).has_value();
    case PointAct::Crash:
        break;
    }
    return true;
}

}  // namespace

const std::vector<CrashPoint>& pointsOf(PipelineEdge edge) {
    static const std::array<std::vector<CrashPoint>, kPipelineEdges> kPoints{
        std::vector<CrashPoint>{CrashPoint::BeforePropose},
        {CrashPoint::BeforeConfChange},
        {CrashPoint::BeforeRead},
        {CrashPoint::BeforeReceive},
        {},
        {CrashPoint::AfterApply},
        {CrashPoint::BeforeSend},
        {CrashPoint::BeforeLogWrite},
        {CrashPoint::BeforeLogSync},
        {CrashPoint::SnapshotReceive},
        {CrashPoint::BeforeApply},
        {CrashPoint::SnapshotSave, CrashPoint::SnapshotSaved},
        {CrashPoint::SnapshotInstall, CrashPoint::SnapshotMark}};
    return kPoints[placeOf(edge)];
}

QString nameOf(PipelineEdge edge) {
    switch (edge) {
    case PipelineEdge::Propose:
        return Points::tr("propose");
    case PipelineEdge::ConfChange:
        return Points::tr("conf change");
    case PipelineEdge::ReadIndex:
        return Points::tr("read index");
    case PipelineEdge::Process:
        return Points::tr("peer process");
    case PipelineEdge::Take:
        return Points::tr("take");
    case PipelineEdge::Advance:
        return Points::tr("advance");
    case PipelineEdge::Send:
        return Points::tr("send");
    case PipelineEdge::Persist:
    case PipelineEdge::PersistSnapshot:
        return Points::tr("persist");
    case PipelineEdge::Release:
        return Points::tr("opens after the fsync");
    case PipelineEdge::Apply:
        return Points::tr("apply");
    case PipelineEdge::Trigger:
        return Points::tr("trigger");
    case PipelineEdge::Load:
        return Points::tr("load");
    }
    return {};
}

PipelineEdge edgeOf(CrashPoint point) {
    for (std::size_t i = 0; i < kPipelineEdges; ++i) {
        const auto edge = static_cast<PipelineEdge>(i);
        for (const CrashPoint each : pointsOf(edge)) {
            if (each == point) {
                return edge;
            }
        }
    }
    return PipelineEdge::Persist;
}

QString momentText(CrashPoint point) {
    switch (point) {
    case CrashPoint::BeforeLogWrite:
        return Points::tr("handed over, not written");
    case CrashPoint::BeforeLogSync:
        return Points::tr("written, not synced");
    case CrashPoint::BeforeSend:
        return Points::tr("synced, nothing has left");
    case CrashPoint::BeforeApply:
        return Points::tr("committed, not applied");
    case CrashPoint::AfterApply:
        return Points::tr("applied, nobody was told");
    case CrashPoint::SnapshotSave:
        return Points::tr("half written");
    case CrashPoint::SnapshotSaved:
        return Points::tr("durable, the node does not know");
    case CrashPoint::SnapshotReceive:
        return Points::tr("half arrived");
    case CrashPoint::SnapshotInstall:
        return Points::tr("half installed");
    case CrashPoint::SnapshotMark:
        return Points::tr("installed, the log does not know");
    case CrashPoint::BeforePropose:
        return Points::tr("a command has arrived");
    case CrashPoint::BeforeConfChange:
        return Points::tr("a change of members has arrived");
    case CrashPoint::BeforeRead:
        return Points::tr("a read has arrived");
    case CrashPoint::BeforeReceive:
        return Points::tr("a message has arrived");
    }
    return {};
}

std::optional<CrashPoint> pointFor(PointAct act, PipelineEdge edge) {
    for (const CrashPoint point : pointsOf(edge)) {
        if (canBeAt(act, point)) {
            return point;
        }
    }
    return std::nullopt;
}

QString whyNotAt(PointAct act, PipelineEdge edge) {
    if (pointFor(act, edge)) {
        return {};
    }
    if (pointsOf(edge).empty()) {
        return Points::tr(
            "A Ready is taken the moment it is there: stop what leads to it, or what follows.");
    }
    return act == PointAct::FailOnce
               ? Points::tr("No disk is written here that could fail.")
               : Points::tr("Pieces come as the link brings them: slow or hold the link instead.");
}

std::optional<PointFault> pointFaultOf(const observe::ActiveFault& fault) {
    if (fault.kind != observe::FaultKind::AtPoint || fault.nodes.size() != 1) {
        return std::nullopt;
    }
    const std::string_view text = fault.text;
    const std::size_t space = text.rfind(' ');
    const auto point =
        stage::parseCrashPoint(space == std::string_view::npos ? text : text.substr(space + 1));
    if (!point) {
        return std::nullopt;
    }
    const auto begins = [&text](std::string_view with) {
        return text.substr(0, with.size()) == with;
    };
    const PointAct act = begins("stopped") ? PointAct::Stop
                         : begins("crash") ? PointAct::Crash
                         : begins("EIO")   ? PointAct::FailOnce
                                           : PointAct::Delay;
    return PointFault{fault.fault, fault.nodes.front(), act, *point};
}

QString textOf(const PointFault& fault) {
    const QString edge = nameOf(edgeOf(fault.point));
    const QString moment = momentText(fault.point);
    switch (fault.act) {
    case PointAct::Stop:
        return Points::tr("Stopped at %1 (%2)").arg(edge, moment);
    case PointAct::Crash:
        return Points::tr("Crash planned at %1 (%2)").arg(edge, moment);
    case PointAct::FailOnce:
        return Points::tr("EIO planned at %1 (%2)").arg(edge, moment);
    case PointAct::Delay:
        return Points::tr("Delayed at %1 (%2)").arg(edge, moment);
    }
    return {};
}

QString withMomentInWords(const std::string& text) {
    const std::string_view all = text;
    const std::size_t space = all.rfind(' ');
    if (space != std::string_view::npos) {
        if (const auto point = stage::parseCrashPoint(all.substr(space + 1))) {
            return QStringLiteral("%1: %2").arg(QString::fromStdString(text.substr(0, space)),
                                                momentText(*point));
        }
    }
    return QString::fromStdString(text);
}

}  // namespace quorate::gui
