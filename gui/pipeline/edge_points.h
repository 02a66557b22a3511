// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>
#include <string>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/stage/crash_point.h"
#include "gui/pipeline/pipeline_item.h"
#include "gui/session/command.h"

/// Where on the picture the points are at which a Stage can be stopped, slowed, and made to crash.
namespace quorate::gui {

/// "propose", "peer process": as they are written beside the edge.
QString nameOf(PipelineEdge edge);
/// In their order along the edge; none for an edge on which nothing ever waits.
const std::vector<stage::CrashPoint>& pointsOf(PipelineEdge edge);
PipelineEdge edgeOf(stage::CrashPoint point);
/// What is true of the node there: "written, not synced".
QString momentText(stage::CrashPoint point);

/// Why something cannot be done on an edge, even on a Stage; empty if it can.
QString whyNotAt(PointAct act, PipelineEdge edge);
/// The point of an edge at which it is done.
std::optional<stage::CrashPoint> pointFor(PointAct act, PipelineEdge edge);

/// What is broken on purpose at a point of a node's way.
struct PointFault {
    std::uint64_t fault{0};
    raft::NodeId node;
    PointAct act{PointAct::Stop};
    stage::CrashPoint point{stage::CrashPoint::BeforeLogWrite};
};
/// Nothing for a fault of another kind.
std::optional<PointFault> pointFaultOf(const observe::ActiveFault& fault);
/// "Stopped at send (synced, nothing has left)".
QString textOf(const PointFault& fault);
/// Of what a recording says of a fault, "crashed before-send": "crashed: synced, nothing has left".
/// The text as it is where it names no point.
QString withMomentInWords(const std::string& text);

}  // namespace quorate::gui
