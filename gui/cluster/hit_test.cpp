// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/hit_test.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

#include "gui/cluster/lane_geometry.h"

namespace quorate::gui {

namespace {

constexpr double kMessageRadius = 24.0;
constexpr double kLaneRadius = 10.0;
/// A glyph is no point: its edge is as near as a lane that runs through it.
constexpr double kGlyphRadius = 7.0;

double distance(QPointF a, QPointF b) {
    return std::hypot(a.x() - b.x(), a.y() - b.y());
}

}  // namespace

Selected thingAt(const Scene& scene, QPointF point) {
    for (const SceneNode& node : scene.nodes) {
        if (distance(node.centre, point) <= node.glyph.radius + kTimerArcAt + 3.0) {
            return node.id;
        }
    }
    Selected best;
    double nearest = std::numeric_limits<double>::max();
    for (const SceneMessage& message : scene.messages) {
        const double away = distance(message.centre, point);
        const double toEdge = std::max(0.0, away - kGlyphRadius);
        if (away <= kMessageRadius && !message.glyph.isLost && toEdge < nearest) {
            nearest = toEdge;
            best = message.message.key;
        }
    }
    for (const ScenePair& pair : scene.pairs) {
        for (const SceneLane& lane : pair.lanes) {
            const double away = distanceTo(lane.line, point);
            if (away <= kLaneRadius && away < nearest) {
                nearest = away;
                best = lane.link;
            }
        }
    }
    return best;
}

std::optional<raft::NodeId> nextNode(const Scene& scene, const Selected& from, int step) {
    if (scene.nodes.empty()) {
        return std::nullopt;
    }
    const auto* id = std::get_if<raft::NodeId>(&from);
    const SceneNode* here = id != nullptr ? scene.find(*id) : nullptr;
    if (here == nullptr) {
        return step > 0 ? scene.nodes.front().id : scene.nodes.back().id;
    }
    const std::ptrdiff_t next = here - scene.nodes.data() + step;
    if (next < 0 || next >= static_cast<std::ptrdiff_t>(scene.nodes.size())) {
        return std::nullopt;
    }
    return scene.nodes[static_cast<std::size_t>(next)].id;
}

raft::NodeId nodeTowards(const Scene& scene, raft::NodeId from, QPointF direction) {
    const SceneNode* start = scene.find(from);
    raft::NodeId best = from;
    double bestCost = std::numeric_limits<double>::max();
    for (const SceneNode& node : scene.nodes) {
        if (start == nullptr || node.id == from) {
            continue;
        }
        const QPointF way = node.centre - start->centre;
        const double along = way.x() * direction.x() + way.y() * direction.y();
        const double aside = std::abs(way.x() * direction.y() - way.y() * direction.x());
        // What lies far to the side is not meant.
        const double cost = along + 2.0 * aside;
        if (along > 4.0 && aside <= 1.5 * along && cost < bestCost) {
            bestCost = cost;
            best = node.id;
        }
    }
    return best;
}

}  // namespace quorate::gui
