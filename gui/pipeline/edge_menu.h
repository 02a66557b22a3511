// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMenu>

#include "engine/raft/types.h"
#include "gui/model/view_context.h"
#include "gui/pipeline/pipeline_item.h"

namespace quorate::gui {

/// What can be broken on an edge of a node's inside, and what is, to be mended. Deletes itself when
/// it closes; what cannot be done is greyed with the reason in its tool tip.
///
/// Object names of actions: "stopHere", "crashHere" (for the second point of an edge
/// "crashHere2"), "failHere", "delayHere", "lieHere", and "mend" with the number of a fault.
QMenu* makeEdgeMenu(ViewContext& context, raft::NodeId node, PipelineEdge edge,
                    const QString& edgeName, QWidget* parent);

}  // namespace quorate::gui
