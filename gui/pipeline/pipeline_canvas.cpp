// SPDX-License-Identifier: Apache-2.0
#include "gui/pipeline/pipeline_canvas.h"

#include <QEvent>
#include <QPainter>
#include <QScrollBar>

#include <cmath>

#include "gui/pipeline/pipeline_accessible.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

namespace {

/// What moves is drawn so often; numbers that change faster cannot be read anyway.
constexpr int kPaceMs = 30;

/// The node whose inside is shown: the one that was selected last, or the first.
raft::NodeId shownNode(const ViewContext& context) {
    const FramePtr& frame = context.frames.frame();
    const raft::NodeId selected = context.selection.node();
    if (frame == nullptr || frame->state.nodeCount() == 0) {
        return raft::kNoNode;
    }
    return frame->state.findNode(selected) != nullptr ? selected : frame->state.nodeAt(0).id;
}

}  // namespace

PipelineCanvas::PipelineCanvas(ViewContext& context, QWidget* parent)
    : QAbstractScrollArea(parent),
      m_context(context),
      m_type(font()),
      m_layout(QSizeF(0, 0), m_type.scale()) {
    PipelineAccessible::install();
    setObjectName(QStringLiteral("pipelineCanvas"));
    setAccessibleName(tr("The inside of a node"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(true);
    auto* pace = new FramePace(context.frames, this, kPaceMs);
    connect(pace, &FramePace::due, this, &PipelineCanvas::takeFrame);
    connect(&context.selection, &SelectionModel::selectedChanged, this, &PipelineCanvas::takeFrame);
    connect(&context.selection, &SelectionModel::hoveredChanged, viewport(),
            qOverload<>(&QWidget::update));
    connect(&context.theme, &ThemeModel::changed, this, [this] {
        m_painter.forget();
        viewport()->update();
    });
    takeFrame();
    layOut();
}

void PipelineCanvas::takeFrame() {
    PipelineContent content;
    if (const FramePtr& frame = m_context.frames.frame()) {
        content = pipelineOf(*frame, shownNode(m_context));
    }
    if (content == m_content) {
        return;
    }
    m_content = std::move(content);
    viewport()->update();
    if (hasFocus()) {
        setAccessibleDescription(describe(m_content, m_focused));
    }
    Q_EMIT contentChanged();
}

void PipelineCanvas::layOut() {
    m_type = Type(font());
    m_layout = PipelineLayout(QSizeF(viewport()->size()), m_type.scale());
    m_painter.forget();
    const auto fit = [](QScrollBar* bar, double whole, int room) {
        bar->setRange(0, std::max(0, static_cast<int>(std::ceil(whole)) - room));
        bar->setPageStep(room);
        bar->setSingleStep(20);
    };
    fit(horizontalScrollBar(), m_layout.size().width(), viewport()->width());
    fit(verticalScrollBar(), m_layout.size().height(), viewport()->height());
    viewport()->update();
}

QPointF PipelineCanvas::inPicture(QPoint point) const {
    return QPointF(point) + QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value());
}

QPoint PipelineCanvas::inViewport(QPointF point) const {
    return (point - QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value()))
        .toPoint();
}

void PipelineCanvas::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(viewport());
    m_painter.setUp(m_layout, m_context.theme.theme(), m_type, devicePixelRatioF());
    painter.translate(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
    PipelinePainter::Look look;
    look.hovered = m_hovered;
    if (hasFocus()) {
        look.focused = m_focused;
    }
    m_painter.paint(painter, m_content, look);
    if (m_content.node == raft::kNoNode) {
        painter.setPen(m_context.theme.theme().textTertiary);
        painter.setFont(m_type.font(12));
        painter.fillRect(QRectF(QPointF(0, 0), m_layout.size()), m_context.theme.theme().canvas);
        painter.drawText(QRectF(QPointF(0, 0), m_layout.size()), Qt::AlignCenter,
                         tr("No node has been heard of yet"));
    }
}

void PipelineCanvas::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void PipelineCanvas::scrollContentsBy(int /*dx*/, int /*dy*/) {
    viewport()->update();
}

void PipelineCanvas::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        layOut();
    }
}

}  // namespace quorate::gui
