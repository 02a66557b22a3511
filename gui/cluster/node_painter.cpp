// SPDX-License-Identifier: Apache-2.0
#include <QDataStream>
#include <QIODevice>

#include <cmath>

#include "gui/cluster/scene_painter.h"
#include "gui/paint/place_clip.h"
#include "gui/paint/short_text.h"

namespace quorate::gui {

namespace {

void paintLabel(QPainter& painter, const SceneNode& node, const QColor& ground,
                const SceneBrush& brush) {
    const QFont nameFont = brush.type.font(13.0 * node.labelScale, QFont::DemiBold);
    const QFont roleFont = brush.type.font(12.0 * node.labelScale);
    const double nameWidth = shortTextWidth(nameFont, node.name);
    const double roleWidth = shortTextWidth(roleFont, node.role);
    constexpr double kBetween = 6.0;
    const double width = nameWidth + kBetween + roleWidth;
    const double left = std::round(node.label.center().x() - width / 2.0);
    if (node.labelIsCrossed) {
        painter.fillRect(
            QRectF(left - 3.0, node.label.top() + 1.0, width + 6.0, node.label.height() - 2.0),
            ground);
    }
    painter.setFont(nameFont);
    painter.setPen(brush.theme.text);
    const QRectF line(left, node.label.top(), width + 2.0, node.label.height());
    drawShortText(painter, line, Qt::AlignVCenter | Qt::AlignLeft, node.name);
    painter.setFont(roleFont);
    painter.setPen(brush.theme.textSecondary);
    drawShortText(painter, line.adjusted(nameWidth + kBetween, 0, 0, 0),
                  Qt::AlignVCenter | Qt::AlignLeft, node.role);
}

}  // namespace

QColor groundAt(const Scene& scene, raft::NodeId node, const Theme& theme) {
    const Side* side = scene.sideOf(node);
    if (side == nullptr) {
        return theme.canvas;
    }
    return side->hasQuorum ? theme.sideWithQuorum : theme.sideWithoutQuorum;
}

void paintNodes(QPainter& painter, const Scene& scene, const SceneBrush& brush) {
    for (const SceneNode& node : scene.nodes) {
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor ground = groundAt(scene, node.id, brush.theme);
        if (node.isCrossed) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(ground);
            painter.drawEllipse(node.centre, kNodeRoom - 4.0, kNodeRoom - 4.0);
        }
        paintNode(painter, node.centre, node.glyph, brush.theme, brush.type);
        if (node.hasTimer) {
            paintTimerTrack(painter, node.centre, node.glyph.radius, brush.theme);
        }
        paintLabel(painter, node, ground, brush);
    }
}

void paintTimers(QPainter& painter, const Scene& scene, const SceneBrush& brush) {
    for (const SceneNode& node : scene.nodes) {
        if (!node.hasTimer) {
            continue;
        }
        const double reach = kNodeRoom + 2.0;
        const PlaceClip place(
            painter, {node.centre.x() - reach, node.centre.y() - reach, 2.0 * reach, 2.0 * reach});
        paintTimerArc(painter, node.centre, node.glyph.radius, node.timerLeft, brush.theme);
        if (node.heartbeatTicks > 0) {
            paintHeartbeatTicks(painter, node.centre, node.glyph.radius, node.heartbeatTicks,
                                node.timerLeft, brush.theme);
        }
        if (node.glyph.shape == NodeShape::Leader) {
            paintCrown(painter, node.centre, node.glyph.radius, brush.theme);
        }
    }
}

void paintVotes(QPainter& painter, const Scene& scene, const SceneBrush& brush) {
    for (const SceneNode& node : scene.nodes) {
        const QColor fill = brush.theme.termFill(node.glyph.term);
        const QColor ink = brush.theme.termLabel(node.glyph.term);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::NoBrush);
        QColor faint = ink;
        faint.setAlphaF(0.45F);
        painter.setPen(QPen(faint, 1.0));
        for (const double ring : node.rings) {
            painter.drawEllipse(node.centre, ring, ring);
        }
        const bool isSmall = node.petals.size() > 6 || !node.rings.empty();
        for (const ScenePetal& petal : node.petals) {
            const QPointF at =
                node.centre + QPointF(std::cos(petal.angle), std::sin(petal.angle)) * petal.reach;
            paintPetal(painter, at, petal.angle, petal.petal,
                       isSmall ? QSizeF(11.0, 8.5) : QSizeF(14.0, 11.0), ink, fill);
        }
    }
}

QByteArray stillPartOf(const Scene& scene) {
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    for (const SceneNode& node : scene.nodes) {
        stream << quint64{node.id.value()} << node.centre << static_cast<int>(node.glyph.shape)
               << node.glyph.isPaused << node.glyph.hasPetals << quint64{node.glyph.term.value()}
               << node.glyph.radius << node.role << node.label << node.hasTimer;
    }
    for (const ScenePair& pair : scene.pairs) {
        stream << pair.isInUse << pair.cutAt;
        for (const SceneLane& lane : pair.lanes) {
            stream << lane.isCut << lane.isSlow << lane.lossMillionths;
        }
    }
    stream << scene.partition.line;
    for (const Side& side : scene.partition.sides) {
        stream << side.hasQuorum;
        for (const raft::NodeId node : side.nodes) {
            stream << quint64{node.value()};
        }
        stream << quint64{0};
    }
    return bytes;
}

}  // namespace quorate::gui
