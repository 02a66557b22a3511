// SPDX-License-Identifier: Apache-2.0
#include "gui/pipeline/pipeline_view.h"

#include <QVBoxLayout>

#include "gui/model/wording.h"
#include "gui/widgets/frame_pace.h"
#include "gui/widgets/no_log_note.h"

namespace quorate::gui {

PipelineView::PipelineView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_header(new ViewHeader(tr("Pipeline"), context.theme, this)),
      m_pages(new QStackedWidget(this)),
      m_canvas(new PipelineCanvas(context, m_pages)),
      m_overview(new PipelineOverview(context, m_pages)),
      m_buttons(new QButtonGroup(this)),
      m_all(m_header->addSwitch(tr("All"), tr("The insides of all nodes, small"),
                                QStringLiteral("pipelineAll"))) {
    setObjectName(QStringLiteral("pipelineView"));
    m_header->setObjectName(QStringLiteral("pipelineHeader"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_pages, 1);
    m_pages->addWidget(m_canvas);
    m_pages->addWidget(m_overview);
    m_buttons->addButton(m_all, 0);
    m_all->setChecked(false);
    connect(m_buttons, &QButtonGroup::idClicked, this, [this](int id) {
        showAll(id == 0);
        if (id > 0) {
            m_context.selection.select(raft::NodeId(static_cast<std::uint64_t>(id)));
        }
    });
    connect(m_overview, &PipelineOverview::opened, this, [this] {
        showAll(false);
        m_canvas->setFocus();
    });
    connect(m_canvas, &PipelineCanvas::contentChanged, this, &PipelineView::followContent);
    auto* pace = new FramePace(context.frames, this, FramePace::kTableMs, FramePace::Turn::AtOnce);
    connect(pace, &FramePace::due, this, &PipelineView::followNodes);
    connect(&context.selection, &SelectionModel::selectedChanged, this,
            &PipelineView::followContent);
    setFocusProxy(m_canvas);
    followNodes();
    new NoLogNote(context.frames, tr("etcd does not expose what goes on inside its members"), this);
}

void PipelineView::showAll(bool isOn) {
    m_pages->setCurrentWidget(isOn ? static_cast<QWidget*>(m_overview) : m_canvas);
    setFocusProxy(m_pages->currentWidget());
    followContent();
}

void PipelineView::followNodes() {
    std::vector<raft::NodeId> nodes;
    if (const FramePtr& frame = m_context.frames.frame()) {
        for (std::size_t i = 0; i < frame->state.nodeCount(); ++i) {
            nodes.push_back(frame->state.nodeAt(i).id);
        }
    }
    if (nodes != m_nodes) {
        for (const raft::NodeId gone : m_nodes) {
            QAbstractButton* button = m_buttons->button(static_cast<int>(gone.value()));
            m_buttons->removeButton(button);
            delete button;
        }
        m_nodes = nodes;
        for (const raft::NodeId node : m_nodes) {
            QToolButton* button =
                m_header->addSwitch(nameOf(node), tr("The inside of %1").arg(nameOf(node)),
                                    QStringLiteral("pipelineNode%1").arg(node.value()));
            button->setChecked(false);
            button->setMinimumWidth(0);
            m_buttons->addButton(button, static_cast<int>(node.value()));
        }
    }
    followContent();
}

void PipelineView::followContent() {
    const raft::NodeId shown = m_canvas->node();
    QAbstractButton* button =
        showsAll() ? m_all : m_buttons->button(static_cast<int>(shown.value()));
    if (button != nullptr && shown != raft::kNoNode) {
        button->setChecked(true);
    }
    m_header->setText(showsAll() ? tr("all nodes") : m_canvas->content().title);
}

}  // namespace quorate::gui
