// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointF>

#include <optional>

#include "gui/cluster/scene.h"
#include "gui/model/selection.h"

namespace quorate::gui {

/// What a person means who points there: the node whose ring it is; otherwise what is nearest of
/// messages (within 24 pixels) and lanes (within 10). Nothing where there is neither.
Selected thingAt(const Scene& scene, QPointF point);

/// The next node for the Tab key, in the order of the ring; from anything else than a node, the
/// first one, or with `step` -1 the last. Nothing where the ring is at its end.
std::optional<raft::NodeId> nextNode(const Scene& scene, const Selected& from, int step);
/// The node that lies that way from another, as the arrow keys go; the same one where none does.
raft::NodeId nodeTowards(const Scene& scene, raft::NodeId from, QPointF direction);

}  // namespace quorate::gui
