// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "gui/cluster/lane_geometry.h"
#include "gui/cluster/partition_line.h"
#include "gui/cluster/scene.h"

namespace quorate::gui {

namespace {

bool isOn(const Side& side, raft::NodeId node) {
    return std::find(side.nodes.begin(), side.nodes.end(), node) != side.nodes.end();
}

/// Whether the line has all of one side on its left and all of the other on its right.
bool tellsApart(const QLineF& line, const std::vector<Side>& sides, const RingLayout& layout) {
    if (line.isNull()) {
        return false;
    }
    int firstSign = 0;
    for (const NodePlace& place : layout.nodes) {
        const int sign = sideOf(line, place.centre);
        const bool isFirst = isOn(sides[0], place.node);
        if (!isFirst && !isOn(sides[1], place.node)) {
            continue;  // no member
        }
        const int expected = isFirst ? sign : -sign;
        if (sign == 0 || (firstSign != 0 && expected != firstSign)) {
            return false;
        }
        firstSign = expected;
    }
    return true;
}

/// Through the two gaps of the ring where one side ends and the other begins.
QLineF lineThroughGaps(const std::vector<Side>& sides, const RingLayout& layout) {
    std::vector<QPointF> gaps;
    std::vector<const NodePlace*> members;
    for (const NodePlace& place : layout.nodes) {
        if (isOn(sides[0], place.node) || isOn(sides[1], place.node)) {
            members.push_back(&place);
        }
    }
    for (std::size_t i = 0; i < members.size(); ++i) {
        const NodePlace& here = *members[i];
        const NodePlace& next = *members[(i + 1) % members.size()];
        if (isOn(sides[0], here.node) != isOn(sides[0], next.node)) {
            gaps.push_back((here.centre + next.centre) / 2.0);
        }
    }
    if (gaps.size() != 2) {
        return {};
    }
    const QLineF line(gaps[0], gaps[1]);
    if (line.length() >= 1.0) {
        return line;
    }
    // Two nodes have one gap.
    const QLineF between(members[0]->centre, members[1]->centre);
    return QLineF(gaps[0], gaps[0] + QPointF(-between.dy(), between.dx()));
}

}  // namespace

int sideOf(const QLineF& line, QPointF point) {
    const QPointF offset = point - line.p1();
    const double cross = line.dx() * offset.y() - line.dy() * offset.x();
    if (std::abs(cross) < 1e-9) {
        return 0;
    }
    return cross > 0.0 ? 1 : -1;
}

QLineF acrossCanvas(const QLineF& line, const QRectF& canvas) {
    const QPointF direction = directionOf(line);
    const double far =
        canvas.width() + canvas.height() + QLineF(canvas.center(), line.center()).length();
    return {line.center() - direction * far, line.center() + direction * far};
}

std::vector<std::vector<raft::NodeId>> groupsOf(const QLineF& line, const RingLayout& layout) {
    std::vector<std::vector<raft::NodeId>> groups(2);
    for (const NodePlace& place : layout.nodes) {
        groups[sideOf(line, place.centre) < 0 ? 0 : 1].push_back(place.node);
    }
    return groups;
}

ScenePartition partitionOf(const observe::ClusterState& state, const RingLayout& layout,
                           const QLineF& drawnLine) {
    ScenePartition partition;
    partition.sides = sidesOf(state);
    if (partition.sides.size() == 2) {
        for (const QLineF& line : {drawnLine, lineThroughGaps(partition.sides, layout)}) {
            if (tellsApart(line, partition.sides, layout)) {
                partition.line = acrossCanvas(line, layout.canvas);
                break;
            }
        }
    }
    return partition;
}

}  // namespace quorate::gui
