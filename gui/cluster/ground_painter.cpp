// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainterPath>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <optional>

#include "gui/cluster/lane_geometry.h"
#include "gui/cluster/partition_line.h"
#include "gui/cluster/scene_painter.h"
#include "gui/model/wording.h"
#include "gui/paint/anew.h"

namespace quorate::gui {

namespace {

constexpr double kHatchPitch = 10.0;

/// All of the canvas on one side of the line.
QPolygonF halfPlane(const QLineF& line, int side, const QRectF& canvas) {
    const QPointF direction = directionOf(line);
    const double far = 2.0 * (canvas.width() + canvas.height());
    const QPointF away = QPointF(-direction.y(), direction.x()) * (far * side);
    return QPolygonF({line.p1(), line.p2(), line.p2() + away, line.p1() + away})
        .intersected(QPolygonF(canvas));
}

void hatch(QPainter& painter, const QPainterPath& area, const QRectF& canvas, const Theme& theme) {
    QColor ink = theme.textTertiary;
    ink.setAlphaF(0.18F);
    paintHatch(painter, area, {ink, 1.01, kHatchPitch}, canvas);
}

int signOf(const Side& side, const QLineF& line, const RingLayout& layout) {
    for (const raft::NodeId id : side.nodes) {
        if (const NodePlace* place = layout.find(id)) {
            return sideOf(line, place->centre);
        }
    }
    return 0;
}

void paintDivided(QPainter& painter, const Scene& scene, const RingLayout& layout,
                  const Theme& theme) {
    const QLineF& line = scene.partition.line;
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Side& side : scene.partition.sides) {
        const QPolygonF area = halfPlane(line, signOf(side, line, layout), layout.canvas);
        painter.setPen(Qt::NoPen);
        painter.setBrush(side.hasQuorum ? theme.sideWithQuorum : theme.sideWithoutQuorum);
        painter.drawPolygon(area);
        if (!side.hasQuorum) {
            QPainterPath path;
            path.addPolygon(area);
            hatch(painter, path, layout.canvas, theme);
        }
    }
    painter.setPen(QPen(theme.danger, 2.0));
    painter.drawLine(withinCanvas(line, layout.canvas));
}

/// Where no straight line tells the sides apart, the ground around each node says it.
void paintIslands(QPainter& painter, const Scene& scene, const RingLayout& layout,
                  const Theme& theme) {
    QPainterPath cutOff;
    for (const Side& side : scene.partition.sides) {
        for (const raft::NodeId id : side.nodes) {
            const NodePlace* place = layout.find(id);
            if (!side.hasQuorum && place != nullptr) {
                QPainterPath disc;
                disc.addEllipse(place->centre, kNodeRoom + 8.0, kNodeRoom + 8.0);
                cutOff = cutOff.united(disc);
            }
        }
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(cutOff, theme.sideWithoutQuorum);
    hatch(painter, cutOff, layout.canvas, theme);
}

// --- the boxes that say what a side can do

struct SideBox {
    QString count;
    QString words;
    QString names;
    QSizeF size;
};

constexpr double kPadding = 10.0;

QFont countFont(const Type& type) {
    return type.font(16.0, QFont::DemiBold);
}

SideBox boxOf(const Side& side, const Type& type) {
    SideBox box;
    box.count = QString::number(side.nodes.size());
    box.words = side.hasQuorum ? QCoreApplication::translate("ClusterView", "has quorum")
                               : QCoreApplication::translate("ClusterView", "cannot commit");
    box.names = namesOf(side.nodes);
    const QFontMetricsF count(countFont(type));
    const QFontMetricsF words(type.font(12.0, QFont::DemiBold));
    const QFontMetricsF names(type.font(12.0));
    box.size =
        QSizeF(std::ceil(count.horizontalAdvance(box.count) + words.horizontalAdvance(box.words) +
                         names.horizontalAdvance(box.names) + 2.0 * kPadding + 20.0),
               std::ceil(std::max(count.height(), words.height()) + 10.0));
    return box;
}

/// A free place on its side, as near to a corner as there is one.
std::optional<QRectF> placeFor(const QSizeF& size, int sign, const QLineF& line,
                               const Occupied& occupied) {
    const QRectF inside = occupied.canvas().adjusted(8, 8, -8, -8);
    const double right = inside.right() - size.width();
    const double bottom = inside.bottom() - size.height();
    std::optional<QRectF> best;
    double bestCost = 1e9;
    constexpr int kSteps = 14;
    for (int x = 0; x <= kSteps; ++x) {
        for (int y = 0; y <= kSteps; ++y) {
            const double fx = static_cast<double>(x) / kSteps;
            const double fy = static_cast<double>(y) / kSteps;
            const QRectF box(QPointF(inside.left() + fx * (right - inside.left()),
                                     inside.top() + fy * (bottom - inside.top())),
                             size);
            const auto isBeside = [&](QPointF corner) { return sideOf(line, corner) == sign; };
            const bool isOnSide =
                line.isNull() || (isBeside(box.topLeft()) && isBeside(box.topRight()) &&
                                  isBeside(box.bottomLeft()) && isBeside(box.bottomRight()));
            const double cost = std::min(fx, 1.0 - fx) + std::min(fy, 1.0 - fy) +
                                0.2 * static_cast<double>(occupied.linesThrough(box));
            if (isOnSide && cost < bestCost && occupied.isFree(box.adjusted(-4, -4, 4, 4))) {
                best = box;
                bestCost = cost;
            }
        }
    }
    return best;
}

void paintSideBox(QPainter& painter, const QRectF& place, const SideBox& box,
                  const SceneBrush& brush) {
    const Theme& theme = brush.theme;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(theme.canvas);
    painter.setPen(QPen(theme.outline, 1.5));
    painter.drawRoundedRect(place, 3.0, 3.0);
    QRectF rest = place.adjusted(kPadding, 0, -kPadding, 0);
    const auto write = [&](const QString& text, const QFont& font, const QColor& colour) {
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(rest, Qt::AlignVCenter | Qt::AlignLeft, text);
        rest.setLeft(rest.left() + QFontMetricsF(font).horizontalAdvance(text) + 10.0);
    };
    write(box.count, countFont(brush.type), theme.text);
    write(box.words, brush.type.font(12.0, QFont::DemiBold), theme.text);
    write(box.names, brush.type.font(12.0), theme.textSecondary);
}

}  // namespace

void paintGround(QPainter& painter, const Scene& scene, const RingLayout& layout,
                 const SceneBrush& brush) {
    painter.fillRect(layout.canvas, brush.theme.canvas);
    if (scene.partition.hasLine()) {
        paintDivided(painter, scene, layout, brush.theme);
    } else if (scene.partition.sides.size() > 1) {
        paintIslands(painter, scene, layout, brush.theme);
    }
}

void paintSides(QPainter& painter, const Scene& scene, const RingLayout& layout,
                const SceneBrush& brush) {
    if (scene.partition.sides.size() < 2) {
        return;
    }
    Occupied occupied = layout.occupied();
    for (const ScenePair& pair : scene.pairs) {
        occupied.addLine(pair.axis);
    }
    for (const Side& side : scene.partition.sides) {
        const SideBox box = boxOf(side, brush.type);
        const QLineF& line = scene.partition.line;
        const int sign = line.isNull() ? 0 : signOf(side, line, layout);
        if (const auto place = placeFor(box.size, sign, line, occupied)) {
            paintSideBox(painter, *place, box, brush);
            occupied.addBox(*place);
        }
    }
}

void paintLegend(QPainter& painter, const Scene& scene, const RingLayout& layout,
                 const SceneBrush& brush) {
    const bool hasStrips =
        std::any_of(scene.nodes.begin(), scene.nodes.end(),
                    [](const SceneNode& node) { return !node.stripBox.isNull(); });
    if (layout.legend.isNull() || !hasStrips) {
        return;
    }
    painter.setFont(brush.type.font(11.0));
    painter.setPen(brush.theme.textTertiary);
    const QString text = QCoreApplication::translate(
        "ClusterView", "Strips show %1–%2\na applied · c committed · s stable · l last");
    painter.drawText(layout.legend, Qt::AlignLeft | Qt::AlignTop,
                     text.arg(scene.window.first.value()).arg(scene.window.end().value() - 1));
}

}  // namespace quorate::gui
