// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointF>

#include <vector>

#include "engine/observe/cluster_state.h"
#include "gui/model/selection.h"
#include "gui/pipeline/pipeline_content.h"
#include "gui/pipeline/pipeline_layout.h"
#include "gui/pipeline/pipeline_painter.h"
#include "gui/widgets/link_menu.h"

/// What the picture of a node's inside names: the entries and messages that move in it, and what
/// the lines of its boxes say.
namespace quorate::gui {

/// What is named at this place of the picture; nothing elsewhere.
Selected pipelineLinkAt(QPointF place, const PipelineContent& content, const PipelineLayout& layout,
                        const PipelinePainter& painter, const observe::ClusterState& state);

/// All that a box or an edge names, each once.
std::vector<Named> namedBy(const PipelineItem& item, const PipelineContent& content,
                           const observe::ClusterState& state);

}  // namespace quorate::gui
