// SPDX-License-Identifier: Apache-2.0
#include "gui/pipeline/pipeline_canvas.h"

#include <QPainter>

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
    : ScrolledCanvas(parent),
      m_context(context),
      m_disk(new DiskLook(context, this)),
      m_type(font()),
      m_layout(QSizeF(0, 0), m_type.scale()) {
    PipelineAccessible::install();
    setObjectName(QStringLiteral("pipelineCanvas"));
    setAccessibleName(tr("The inside of a node"));
    viewport()->setMouseTracking(true);
    auto* pace = new FramePace(context.frames, this, kPaceMs);
    connect(pace, &FramePace::due, this, &PipelineCanvas::takeFrame);
    connect(&context.selection, &SelectionModel::selectedChanged, this, [this] {
        takeFrame();
        viewport()->update();
    });
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
        const raft::NodeId node = shownNode(m_context);
        if (isVisible()) {
            m_disk->follow(node);
        }
        content = pipelineOf(*frame, node, m_disk->seen(node));
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
    setPictureSize(m_layout.size());
}

void PipelineCanvas::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(viewport());
    m_painter.setUp(m_layout, m_context.theme.theme(), m_type, devicePixelRatioF());
    painter.translate(-inPicture({0, 0}));
    PipelinePainter::Look look;
    look.hovered = m_hovered;
    if (hasFocus()) {
        look.focused = m_focused;
    }
    const auto mark = [&](const Selected& what) {
        const auto* entry = std::get_if<EntryOnNode>(&what);
        if (entry != nullptr && entry->node == m_content.node) {
            look.entries.push_back(entry->index);
        } else if (const auto* message = std::get_if<observe::MessageKey>(&what)) {
            look.messages.push_back(*message);
        }
    };
    mark(m_context.selection.selected());
    mark(m_context.selection.hovered());
    for (const Selected& concerned : m_context.selection.concerned()) {
        mark(concerned);
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

}  // namespace quorate::gui
