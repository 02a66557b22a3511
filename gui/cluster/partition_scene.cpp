// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

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

/// Where one side ends and the other begins, as lines from node to node.
std::vector<QLineF> gapsBetween(const std::vector<Side>& sides, const RingLayout& layout) {
    std::vector<const NodePlace*> members;
    for (const NodePlace& place : layout.nodes) {
        if (isOn(sides[0], place.node) || isOn(sides[1], place.node)) {
            members.push_back(&place);
        }
    }
    std::vector<QLineF> gaps;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const NodePlace& here = *members[i];
        const NodePlace& next = *members[(i + 1) % members.size()];
        if (isOn(sides[0], here.node) != isOn(sides[0], next.node)) {
            gaps.emplace_back(here.centre, next.centre);
        }
    }
    return gaps;
}

/// How bad a place for a line is: what it runs through counts, then how near it comes to nodes.
double costOf(const QLineF& line, const RingLayout& layout) {
    const QLineF across = acrossCanvas(line, layout.canvas);
    double cost = 0.0;
    for (const NodePlace& place : layout.nodes) {
        cost += touches(across, place.label) ? 3.0 : 0.0;
        cost += !place.strip.isNull() && touches(across, place.strip) ? 3.0 : 0.0;
        const double away = distanceTo(across, place.centre);
        cost += away < kNodeRoom ? 6.0 : 20.0 / away;
    }
    return cost + (!layout.legend.isNull() && touches(across, layout.legend) ? 1.0 : 0.0);
}

/// Through the two gaps of the ring, where it is least in the way.
QLineF lineThroughGaps(const std::vector<Side>& sides, const RingLayout& layout) {
    const std::vector<QLineF> gaps = gapsBetween(sides, layout);
    if (gaps.size() != 2) {
        return {};
    }
    if (layout.nodes.size() == 2 || gaps[0].center() == gaps[1].center()) {
        // Two nodes have one gap.
        const QPointF middle = gaps[0].center();
        return {middle, middle + QPointF(-gaps[0].dy(), gaps[0].dx())};
    }
    QLineF best;
    double least = std::numeric_limits<double>::max();
    constexpr std::array kPlaces{0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7};
    for (const double a : kPlaces) {
        for (const double b : kPlaces) {
            const QLineF line(gaps[0].pointAt(a), gaps[1].pointAt(b));
            const double cost = costOf(line, layout);
            if (cost < least && tellsApart(line, sides, layout)) {
                best = line;
                least = cost;
            }
        }
    }
    return best;
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

QLineF withinCanvas(const QLineF& line, const QRectF& canvas) {
    double from = 0.0;
    double to = 1.0;
    const auto cut = [&](double start, double way, double least, double most) {
        if (way == 0.0) {
            to = start < least || start > most ? from : to;
            return;
        }
        const double a = (least - start) / way;
        const double b = (most - start) / way;
        from = std::max(from, std::min(a, b));
        to = std::min(to, std::max(a, b));
    };
    cut(line.x1(), line.dx(), canvas.left(), canvas.right());
    cut(line.y1(), line.dy(), canvas.top(), canvas.bottom());
    return from < to ? QLineF(line.pointAt(from), line.pointAt(to)) : QLineF();
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
