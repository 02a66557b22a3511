// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/moving_region.h"

#include <algorithm>

namespace quorate::gui {

namespace {

/// Pens, halos and rounding.
constexpr double kRim = 6.0;
/// A number of messages on a lane is wider than a message.
constexpr double kCrowdReach = 44.0;
constexpr double kPetalReach = 12.0;

QRect around(QPointF centre, double reach) {
    return QRectF(centre.x() - reach, centre.y() - reach, 2.0 * reach, 2.0 * reach).toAlignedRect();
}

QRect around(const QRectF& box) {
    return box.adjusted(-kRim, -kRim, kRim, kRim).toAlignedRect();
}

double reachOf(const SceneNode& node) {
    double reach = kNodeRoom;
    for (const double ring : node.rings) {
        reach = std::max(reach, ring);
    }
    for (const ScenePetal& petal : node.petals) {
        reach = std::max(reach, petal.reach + kPetalReach);
    }
    return reach + kRim;
}

}  // namespace

QRegion movingRegionOf(const Scene& scene, const RingLayout& layout) {
    QRegion region(around(layout.legend));
    for (const SceneNode& node : scene.nodes) {
        region += around(node.centre, reachOf(node));
        if (!node.stripBox.isNull()) {
            region += around(node.stripBox);
        }
    }
    for (const ScenePair& pair : scene.pairs) {
        for (const SceneLane& lane : pair.lanes) {
            if (!lane.chip.isEmpty()) {
                region += around(lane.chipBox);
            }
        }
    }
    for (const SceneMessage& message : scene.messages) {
        region += around(message.centre, kGlyphReach + kRim);
    }
    for (const SceneCrowd& crowd : scene.crowds) {
        region += around(crowd.centre, kCrowdReach);
    }
    return region;
}

}  // namespace quorate::gui
