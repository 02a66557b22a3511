// SPDX-License-Identifier: Apache-2.0
#include "gui/console/stage_dots.h"

#include <algorithm>
#include <cmath>

#include "gui/paint/anew.h"

namespace quorate::gui {

namespace {

using End = OperationStages::End;

/// Of the height of text.
constexpr qreal kWidth = 4.6;
constexpr qreal kDot = 0.23;
constexpr qreal kRing = 0.34;
constexpr qreal kHatchHeight = 0.7;
constexpr qreal kHatchPitch = 5;

qreal radiusIn(const QRectF& box, qreal share) {
    return std::max<qreal>(2, box.width() / kWidth * share);
}

void paintUnknown(QPainter& painter, const QRectF& box, const Theme& theme) {
    paintHatch(painter, box, {theme.textTertiary, 1, kHatchPitch});
    painter.setPen(QPen(theme.textTertiary, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box);
}

}  // namespace

qreal stageDotsWidth(qreal textHeight) {
    return std::round(textHeight * kWidth);
}

QPointF stageDotAt(const QRectF& box, std::size_t stage, std::size_t count) {
    const qreal inset = radiusIn(box, kRing) + 1;
    const auto steps = static_cast<qreal>(std::max<std::size_t>(count, 2) - 1);
    return {box.left() + inset + (box.width() - 2 * inset) * static_cast<qreal>(stage) / steps,
            std::floor(box.center().y()) + 0.5};
}

std::size_t stageNextTo(const QRectF& box, qreal x, std::size_t count) {
    std::size_t next = 0;
    for (std::size_t stage = 1; stage < count; ++stage) {
        const qreal distance = std::abs(stageDotAt(box, stage, count).x() - x);
        next = distance < std::abs(stageDotAt(box, next, count).x() - x) ? stage : next;
    }
    return next;
}

void paintStageDots(QPainter& painter, const QRectF& box, qreal edge, const OperationStages& stages,
                    const Theme& theme) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (stages.end == End::Unknown) {
        const qreal height = std::round(box.width() / kWidth * kHatchHeight);
        paintUnknown(painter,
                     QRectF(box.left() + 0.5, std::floor(box.center().y() - height / 2) + 0.5,
                            edge - box.left() - 1, height),
                     theme);
        painter.restore();
        return;
    }
    const qreal dot = radiusIn(box, kDot);
    const qreal ring = radiusIn(box, kRing);
    const auto at = [&](std::size_t stage) { return stageDotAt(box, stage, stages.count); };
    const bool isDone = stages.end == End::Done;
    const auto rim = [&](std::size_t stage) {
        return !isDone && stage == stages.at ? ring + 1 : dot;
    };
    for (std::size_t stage = 0; stage + 1U < stages.count; ++stage) {
        const bool isPassed = isDone || stage < stages.at;
        painter.setPen(QPen(isPassed ? theme.textSecondary : theme.lane, isPassed ? 1.5 : 1));
        painter.drawLine(at(stage) + QPointF(rim(stage), 0),
                         at(stage + 1U) - QPointF(rim(stage + 1U), 0));
    }
    for (std::size_t stage = 0; stage < stages.count; ++stage) {
        if (isDone || stage < stages.at) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.textSecondary);
            painter.drawEllipse(at(stage), dot, dot);
        } else if (stage > stages.at) {
            painter.setPen(QPen(theme.lane, 1.2));
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(at(stage), dot, dot);
        }
    }
    if (stages.end == End::Refused) {
        const QPointF middle = at(stages.at);
        painter.setPen(QPen(theme.danger, 2));
        const qreal arm = ring * 0.75;
        painter.drawLine(middle - QPointF(arm, arm), middle + QPointF(arm, arm));
        painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm));
    } else if (!isDone) {
        painter.setPen(QPen(theme.text, 1.75));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(at(stages.at), ring, ring);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.text);
        painter.drawEllipse(at(stages.at), ring * 0.42, ring * 0.42);
    }
    painter.restore();
}

}  // namespace quorate::gui
