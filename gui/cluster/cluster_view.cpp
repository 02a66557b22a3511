// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/cluster_view.h"

#include <QVBoxLayout>

#include "gui/cluster/caption.h"
#include "gui/model/figures.h"
#include "gui/model/wording.h"
#include "gui/widgets/frame_pace.h"

namespace quorate::gui {

ClusterView::ClusterView(ViewContext& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_header(new ViewHeader(tr("Cluster"), context.theme, this)),
      m_canvas(new ClusterCanvas(context, this)),
      m_captionBar(new CaptionBar(context, this)) {
    setObjectName(QStringLiteral("clusterView"));
    m_captionBar->setObjectName(QStringLiteral("clusterCaption"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_canvas, 1);
    column->addWidget(m_captionBar);

    const QToolButton* messages = m_header->addSwitch(
        tr("Messages"), tr("Show messages on their way"), QStringLiteral("showMessages"));
    const QToolButton* links =
        m_header->addSwitch(tr("Links"), tr("Show links and what leaders know of followers"),
                            QStringLiteral("showLinks"));
    const QToolButton* logs = m_header->addSwitch(
        tr("Logs"), tr("Show the end of each log beside its node"), QStringLiteral("showLogs"));
    connect(messages, &QToolButton::toggled, m_canvas, &ClusterCanvas::showMessages);
    connect(links, &QToolButton::toggled, m_canvas, &ClusterCanvas::showLinks);
    connect(logs, &QToolButton::toggled, m_canvas, &ClusterCanvas::showLogs);
    connect(m_canvas, &ClusterCanvas::partitionToolChanged, this,
            &ClusterView::partitionToolChanged);
    connect(m_canvas, &ClusterCanvas::inspectRequested, this, &ClusterView::inspectRequested);
    connect(&context.frames, &FrameSource::frameChanged, this, &ClusterView::showFrame);
    // A sentence that changes sixty times a second cannot be read.
    auto* pace =
        new FramePace(context.frames, this, FramePace::kTableMs, FramePace::Turn::WhileMoving);
    connect(pace, &FramePace::due, this, &ClusterView::showCaption);
    setFocusProxy(m_canvas);
    showFrame();
    showCaption();
}

void ClusterView::setPartitionTool(bool isOn) {
    m_canvas->setPartitionTool(isOn);
}

bool ClusterView::hasPartitionTool() const {
    return m_canvas->hasPartitionTool();
}

void ClusterView::showFrame() {
    const FramePtr& frame = m_context.frames.frame();
    m_header->setText(frame != nullptr ? membersText(*frame) : QString());
}

void ClusterView::showCaption() {
    const FramePtr& frame = m_context.frames.frame();
    if (frame == nullptr) {
        m_captionBar->show({}, QString());
        return;
    }
    m_captionBar->show(captionOf(*frame), tr("at %1").arg(textOf(frame->moment)));
}

}  // namespace quorate::gui
