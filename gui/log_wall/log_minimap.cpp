// SPDX-License-Identifier: Apache-2.0
#include "gui/log_wall/log_minimap.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

#include "gui/log_wall/log_canvas.h"
#include "gui/log_wall/log_spans.h"
#include "gui/model/entry_wording.h"
#include "gui/model/figures.h"
#include "gui/paint/entry_marks.h"
#include "gui/paint/type.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

using raft::Index;

LogMinimap::LogMinimap(ViewContext& context, LogCanvas& canvas, QWidget* parent)
    : QWidget(parent), m_context(context), m_canvas(canvas) {
    setObjectName(QStringLiteral("logMinimap"));
    setAccessibleName(tr("All entries"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(tr("All logs as a whole. Drag the frame to scroll."));
    auto* pace =
        new FramePace(context.frames, this, FramePace::kTableMs, FramePace::Turn::WhileMoving);
    connect(pace, &FramePace::due, this, qOverload<>(&QWidget::update));
    connect(&canvas, &LogCanvas::viewChanged, this, &LogMinimap::follow);
}

QSize LogMinimap::sizeHint() const {
    return {m_canvas.geometry().headerWidth() * 2, m_canvas.geometry().scaled(48)};
}

QRect LogMinimap::mapRect() const {
    const LogWallGeometry& geometry = m_canvas.geometry();
    const int margin = geometry.scaled(8);
    return {geometry.headerWidth(), margin, width() - geometry.headerWidth() - margin,
            height() - 2 * margin};
}

double LogMinimap::slabWidth() const {
    return m_canvas.geometry().extent().first.value() > 1 ? m_canvas.geometry().scaled(56) : 0;
}

IndexScale LogMinimap::scale() const {
    const LogWallGeometry::Extent& extent = m_canvas.geometry().extent();
    const QRect map = mapRect();
    const double slab = slabWidth();
    const double count = std::max<double>(
        1, static_cast<double>(extent.end.value()) - static_cast<double>(extent.first.value()));
    return {map.left() + slab, extent.first, std::max(1.0, map.width() - slab - 4) / count};
}

QRect LogMinimap::viewFrame() const {
    const LogWallGeometry& geometry = m_canvas.geometry();
    const LogWallGeometry::Extent seen = geometry.visible();
    const IndexScale axis = scale();
    const QRect map = mapRect();
    const bool seesSlab = geometry.leftEnd() + geometry.scaled(40) > geometry.headerWidth();
    const double left = seesSlab ? map.left() : axis.xOf(seen.first);
    const double right = std::max(axis.xOf(seen.end) + 3, left + 8);
    QRect frame(static_cast<int>(std::floor(left)), map.top() - 3,
                static_cast<int>(std::ceil(right - left)), map.height() + 6);
    frame.moveLeft(std::min(frame.left(), map.right() - frame.width() + 1));
    return frame;
}

/// A whole log hardly changes from frame to frame; what a hand does to the view is seen at once.
void LogMinimap::follow() {
    const FramePtr& frame = m_context.frames.frame();
    if (std::exchange(m_frame, frame) == frame) {
        update();
    }
}

void LogMinimap::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const Theme& theme = m_context.theme.theme();
    painter.fillRect(rect(), theme.canvas);
    const LogWallGeometry& geometry = m_canvas.geometry();
    const FramePtr& frame = m_context.frames.frame();
    const LogWallGeometry::Extent& extent = geometry.extent();
    if (frame == nullptr || geometry.rowCount() == 0 || extent.first == extent.end) {
        return;
    }
    const Type type(font());
    const QRect map = mapRect();
    painter.setFont(type.font(11));
    painter.setPen(theme.textTertiary);
    const QString range =
        tr("all entries, %1–%2").arg(indexText(extent.first), indexText(extent.end.previous()));
    const QRect label(geometry.scaled(10), 0, geometry.headerWidth() - geometry.scaled(14),
                      height());
    painter.drawText(label, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(range, Qt::ElideRight, label.width()));

    const IndexScale axis = scale();
    painter.fillRect(map, theme.cellOutline);
    painter.fillRect(map.adjusted(1, 1, -1, -1), theme.base);
    const auto rows = static_cast<double>(frame->state.nodeCount());
    const QRectF inner = QRectF(map).adjusted(1, 1, -1, -1);
    for (std::size_t row = 0; row < frame->state.nodeCount(); ++row) {
        const observe::LogState& log = frame->state.nodeAt(row).log;
        const double top =
            std::round(inner.top() + inner.height() * static_cast<double>(row) / rows);
        const double bottom =
            std::round(inner.top() + inner.height() * static_cast<double>(row + 1) / rows);
        // A line of ground keeps rows apart, while they are high enough.
        const double height = bottom - top > 2 ? bottom - top - 1 : bottom - top;
        for (const TermSpan& span : termSpans(log, axis, extent.first, extent.end)) {
            painter.fillRect(QRectF(span.left, top, span.right - span.left, height),
                             theme.termFill(span.term));
        }
        const double gone = axis.xOf(log.first());
        if (gone > axis.origin + 1) {
            painter.fillRect(QRectF(axis.origin, top, gone - axis.origin, height), theme.track);
        }
    }
    if (slabWidth() > 0) {
        drawCompactedSlab(painter, QRectF(map.left(), map.top(), slabWidth(), map.height()),
                          {tr("≤ %1").arg(indexText(extent.first.previous()))}, type.font(11),
                          theme, type.scale() * 0.75);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(viewFrame()).adjusted(1, 1, -1, -1), 2, 2);
}

void LogMinimap::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const QRect frame = viewFrame();
    const double x = event->position().x();
    m_grip = frame.contains(event->position().toPoint()) ? x - QRectF(frame).center().x() : 0;
    setCursor(Qt::ClosedHandCursor);
    mouseMoveEvent(event);
}

void LogMinimap::mouseMoveEvent(QMouseEvent* event) {
    if (!event->buttons().testFlag(Qt::LeftButton)) {
        return;
    }
    const IndexScale axis = scale();
    const double x = event->position().x() - m_grip;
    m_canvas.centreOn((x - axis.origin) / axis.pixelsPerEntry +
                      static_cast<double>(axis.base.value()));
}

void LogMinimap::mouseReleaseEvent(QMouseEvent* /*event*/) {
    unsetCursor();
}

}  // namespace quorate::gui
