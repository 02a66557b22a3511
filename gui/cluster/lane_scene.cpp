// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "gui/cluster/lane_geometry.h"
#include "gui/cluster/scene.h"

namespace quorate::gui {

namespace {

using observe::Link;
using observe::PeerProgress;

/// From this mean delay on, a link is drawn as slow.
constexpr std::uint64_t kSlowNs = 20'000'000;

QString say(const char* text) {
    return QCoreApplication::translate("ClusterView", text);
}

/// How much of a snapshot is on its way, in per cent, as far as its message tells.
std::optional<int> snapshotPercent(const Frame& frame, Link link) {
    for (const observe::MessageInFlight& message : frame.state.messagesInFlight()) {
        if (message.link == link && message.type == raft::MessageType::Snap && !message.isHeld &&
            message.due > message.left) {
            return static_cast<int>(100.0 * flightOf(message, frame.moment));
        }
    }
    return std::nullopt;
}

QString chipOf(const observe::NodeState& leader, const PeerProgress& peer, const Frame& frame) {
    switch (peer.state) {
    case raft::ProgressState::Probe:
        return say(QT_TRANSLATE_NOOP("ClusterView", "PROBE"));
    case raft::ProgressState::Snapshot: {
        const auto percent = snapshotPercent(frame, {leader.id, peer.peer});
        return percent ? say(QT_TRANSLATE_NOOP("ClusterView", "SNAP %1 %")).arg(*percent)
                       : say(QT_TRANSLATE_NOOP("ClusterView", "SNAP"));
    }
    case raft::ProgressState::Replicate:
        break;
    }
    const std::uint64_t most = leader.settings.maxInflightMessages;
    if (peer.isPaused && peer.inflights.size() >= most) {
        return say(QT_TRANSLATE_NOOP("ClusterView", "PAUSED"));
    }
    return say(QT_TRANSLATE_NOOP("ClusterView", "REPL %1/%2")).arg(peer.inflights.size()).arg(most);
}

SceneLane laneOf(const Frame& frame, Link link, const QLineF& axis, const SceneOptions& options) {
    SceneLane lane;
    lane.link = link;
    lane.line = laneBeside(axis);
    if (const observe::LinkState* known = frame.state.findLink(link)) {
        const observe::LinkCondition& condition = known->condition;
        lane.isCut = known->isCut;
        lane.isSlow = (condition.minDelayNs + condition.maxDelayNs) / 2 >= kSlowNs;
        lane.lossMillionths = condition.lossMillionths;
    }
    const observe::NodeState* from = frame.state.findNode(link.from);
    const observe::NodeState* to = frame.state.findNode(link.to);
    if (options.showsLinks && from != nullptr && to != nullptr && isRunning(*to) && !lane.isCut) {
        if (const PeerProgress* progress = from->findProgress(link.to)) {
            lane.chip = chipOf(*from, *progress, frame);
        }
    }
    return lane;
}

bool isInUse(const Frame& frame, const ScenePair& pair) {
    if (!pair.lanes[0].chip.isEmpty() || !pair.lanes[1].chip.isEmpty()) {
        return true;
    }
    const auto& messages = frame.state.messagesInFlight();
    return std::any_of(
        messages.begin(), messages.end(), [&pair](const observe::MessageInFlight& message) {
            return message.link == pair.lanes[0].link || message.link == pair.lanes[1].link;
        });
}

/// Just inside the side with a quorum, where a line tells the sides apart.
double cutPlace(const QLineF& axis, const ScenePair& pair, const ScenePartition& partition) {
    constexpr double kInside = 16.0;
    if (!partition.hasLine()) {
        return 0.5;
    }
    QPointF crossing;
    if (axis.intersects(partition.line, &crossing) == QLineF::NoIntersection) {
        return 0.5;
    }
    const double at = QLineF(axis.p1(), crossing).length() / std::max(1.0, axis.length());
    const raft::NodeId first = pair.lanes[0].link.from;
    const bool startsInQuorum =
        std::any_of(partition.sides.begin(), partition.sides.end(), [first](const Side& side) {
            return side.hasQuorum &&
                   std::find(side.nodes.begin(), side.nodes.end(), first) != side.nodes.end();
        });
    const double inside = kInside / std::max(1.0, axis.length());
    return std::clamp(startsInQuorum ? at - inside : at + inside, 0.12, 0.88);
}

/// Chips lie beside their lane where they cover nothing, nearer to the leader than to the follower;
/// one that says nothing unusual goes without, rather than cover something.
void placeChips(std::vector<ScenePair>& pairs, const RingLayout& layout, const QSizeF& given) {
    // Where nobody says how large they are, they are points.
    const QSizeF size = given.expandedTo(QSizeF(0.0, 0.0));
    Occupied occupied = layout.occupied();
    for (const ScenePair& pair : pairs) {
        occupied.addLine(pair.axis);
    }
    for (ScenePair& pair : pairs) {
        for (SceneLane& lane : pair.lanes) {
            if (lane.chip.isEmpty()) {
                continue;
            }
            QRectF best;
            double least = std::numeric_limits<double>::max();
            const QPointF direction = directionOf(lane.line);
            const QPointF right(-direction.y(), direction.x());
            // So far from the lane that messages on it are not covered.
            const double aside = std::abs(right.x()) * size.width() / 2.0 +
                                 std::abs(right.y()) * size.height() / 2.0 + 9.0;
            double order = 0.0;
            for (const double at : {0.35, 0.45, 0.25, 0.55, 0.65, 0.75}) {
                for (const double side : {1.0, -1.0}) {
                    // On the other side, the other lane is in between.
                    const double away = side > 0.0 ? aside : -(aside + 12.0);
                    const QPointF centre = lane.line.pointAt(at) + right * away;
                    const QRectF box(centre - QPointF(size.width() / 2.0, size.height() / 2.0),
                                     size);
                    order += 0.2;
                    const auto lines =
                        static_cast<double>(occupied.linesThrough(box.adjusted(-9, -9, 9, 9)));
                    const double cost = order + 3.0 * lines;
                    if (cost < least && occupied.isFree(box)) {
                        best = box;
                        least = cost;
                    }
                }
            }
            if (best.isNull()) {
                lane.chip.clear();
                continue;
            }
            lane.chipBox = best;
            occupied.addBox(best);
        }
    }
}

}  // namespace

std::vector<ScenePair> pairScenesOf(const Frame& frame, const RingLayout& layout,
                                    const SceneOptions& options, const ScenePartition& partition) {
    std::vector<ScenePair> pairs;
    for (std::size_t a = 0; a < layout.nodes.size(); ++a) {
        for (std::size_t b = a + 1; b < layout.nodes.size(); ++b) {
            const NodePlace& from = layout.nodes[a];
            const NodePlace& to = layout.nodes[b];
            ScenePair pair;
            pair.axis = axisBetween(from.centre, to.centre);
            if (pair.axis.isNull()) {
                continue;
            }
            const QLineF back(pair.axis.p2(), pair.axis.p1());
            pair.lanes = {laneOf(frame, {from.node, to.node}, pair.axis, options),
                          laneOf(frame, {to.node, from.node}, back, options)};
            pair.isInUse = isInUse(frame, pair);
            pair.cutAt = cutPlace(pair.axis, pair, partition);
            pairs.push_back(std::move(pair));
        }
    }
    placeChips(pairs, layout, options.chip);
    return pairs;
}

}  // namespace quorate::gui
