// SPDX-License-Identifier: Apache-2.0
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include "gui/cluster/lane_geometry.h"
#include "gui/cluster/scene_painter.h"
#include "gui/paint/chip.h"

namespace quorate::gui {

namespace {

constexpr double kCutGap = 14.0;

double angleOf(const QLineF& line) {
    return std::atan2(line.dy(), line.dx());
}

/// Draws a line that leaves out so much around a point of it.
void drawWithGap(QPainter& painter, const QLineF& line, double at, double gap) {
    const double half = gap / 2.0 / std::max(1.0, line.length());
    painter.drawLine(QLineF(line.p1(), line.pointAt(std::max(0.0, at - half))));
    painter.drawLine(QLineF(line.pointAt(std::min(1.0, at + half)), line.p2()));
}

QPen penFor(const SceneLane& lane, bool isInUse, const Theme& theme) {
    constexpr double kWidth = 1.25;
    QPen pen(isInUse || lane.isSlow || lane.lossMillionths > 0 ? theme.lane : theme.laneQuiet,
             kWidth, Qt::SolidLine, Qt::FlatCap);
    if (lane.lossMillionths > 0) {
        pen.setWidthF(2.0);
        pen.setDashPattern({1.0, 3.5});
    } else if (lane.isSlow) {
        pen.setWidthF(1.5);
        pen.setDashPattern({14.0 / 1.5, 6.0 / 1.5});
    }
    return pen;
}

QString lossText(std::uint32_t millionths) {
    const double percent = millionths / 10'000.0;
    return QStringLiteral("%1 %").arg(percent, 0, 'f', percent < 1.0 ? 1 : 0);
}

void paintLoss(QPainter& painter, const SceneLane& lane, const SceneBrush& brush) {
    const QString text = lossText(lane.lossMillionths);
    const QFont font = brush.type.font(11.0, QFont::Medium);
    const QFontMetricsF metrics(font);
    const QSizeF size(metrics.horizontalAdvance(text) + 8.0, metrics.height());
    const QPointF centre = lane.line.pointAt(0.62);
    const QRectF box(centre - QPointF(size.width() / 2.0, size.height() / 2.0), size);
    painter.fillRect(box, brush.theme.canvas);
    painter.setFont(font);
    painter.setPen(brush.theme.textSecondary);
    painter.drawText(box, Qt::AlignCenter, text);
}

void paintLane(QPainter& painter, const ScenePair& pair, const SceneLane& lane, bool isForward,
               const SceneBrush& brush) {
    painter.setPen(penFor(lane, pair.isInUse, brush.theme));
    if (lane.isCut) {
        const double at = isForward ? pair.cutAt : 1.0 - pair.cutAt;
        drawWithGap(painter, lane.line, at, kCutGap);
        paintCutMark(painter, lane.line.pointAt(at), angleOf(lane.line), brush.theme,
                     brush.theme.canvas);
    } else {
        painter.drawLine(lane.line);
    }
    if (lane.lossMillionths > 0) {
        paintLoss(painter, lane, brush);
    }
}

bool isPlain(const SceneLane& lane) {
    return !lane.isSlow && lane.lossMillionths == 0;
}

void paintPair(QPainter& painter, const ScenePair& pair, bool showsLinks, const SceneBrush& brush) {
    const auto& [forward, back] = pair.lanes;
    const bool isOneLine =
        !pair.isInUse && isPlain(forward) && isPlain(back) && forward.isCut == back.isCut;
    if (!isOneLine) {
        paintLane(painter, pair, forward, true, brush);
        paintLane(painter, pair, back, false, brush);
        return;
    }
    painter.setPen(QPen(brush.theme.laneQuiet, 1.2));
    if (forward.isCut) {
        drawWithGap(painter, pair.axis, pair.cutAt, kCutGap + 4.0);
        paintCutMark(painter, pair.axis.pointAt(pair.cutAt), angleOf(pair.axis), brush.theme,
                     brush.theme.canvas);
    } else if (showsLinks) {
        painter.drawLine(pair.axis);
    }
}

}  // namespace

void paintCutMark(QPainter& painter, QPointF centre, double angle, const Theme& theme,
                  const QColor& /*ground*/) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(centre);
    // Across the line, a little slanted.
    painter.rotate(angle * 180.0 / M_PI + 90.0 - 18.0);
    painter.setPen(QPen(theme.danger, 2.0, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(-7.0, -3.0), QPointF(7.0, -3.0));
    painter.drawLine(QPointF(-7.0, 3.0), QPointF(7.0, 3.0));
    painter.restore();
}

void paintLinks(QPainter& painter, const Scene& scene, bool showsLinks, const SceneBrush& brush) {
    painter.setRenderHint(QPainter::Antialiasing);
    for (const bool inUse : {false, true}) {
        for (const ScenePair& pair : scene.pairs) {
            if (pair.isInUse == inUse) {
                paintPair(painter, pair, showsLinks, brush);
            }
        }
    }
}

void paintChips(QPainter& painter, const Scene& scene, const SceneBrush& brush) {
    for (const ScenePair& pair : scene.pairs) {
        for (const SceneLane& lane : pair.lanes) {
            if (!lane.chip.isEmpty()) {
                const QSizeF size = chipSize(lane.chip, brush.type);
                const QPointF centre = lane.chipBox.center();
                paintChip(painter,
                          QRectF(centre - QPointF(size.width() / 2.0, size.height() / 2.0), size),
                          lane.chip, brush.theme, brush.type);
            }
        }
    }
}

void paintLabels(QPainter& painter, const Scene& scene, const SceneBrush& brush) {
    painter.setFont(brush.type.font(11.0));
    for (const SceneLabel& label : scene.labels) {
        painter.setPen(label.isLoss ? brush.theme.danger : brush.theme.textSecondary);
        painter.drawText(label.box, Qt::AlignCenter, label.text);
    }
}

void paintMessages(QPainter& painter, const Scene& scene, GlyphCache& glyphs,
                   const SceneBrush& brush) {
    for (const SceneMessage& message : scene.messages) {
        glyphs.paint(painter, message.centre, message.glyph, message.filled, brush.theme,
                     brush.theme.canvas);
        if (!scene.isMoving && !message.glyph.isLost) {
            paintArrowhead(painter, message.centre, message.angle, brush.theme);
        }
    }
    for (const SceneCrowd& crowd : scene.crowds) {
        paintCrowd(painter, crowd.centre, crowd.glyph, crowd.count, brush.theme, brush.type);
    }
}

}  // namespace quorate::gui
