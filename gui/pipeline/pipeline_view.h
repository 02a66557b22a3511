// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QButtonGroup>
#include <QStackedWidget>
#include <QToolButton>
#include <QWidget>

#include <vector>

#include "gui/cluster/view_header.h"
#include "gui/model/view_context.h"
#include "gui/pipeline/pipeline_canvas.h"
#include "gui/pipeline/pipeline_overview.h"

namespace quorate::gui {

/// The inside of a node, from the client to the disk: one large, or a small one for every node.
class PipelineView final : public QWidget {
    Q_OBJECT

public:
    /// `context` outlives it.
    explicit PipelineView(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] PipelineCanvas& canvas() noexcept { return *m_canvas; }
    [[nodiscard]] PipelineOverview& overview() noexcept { return *m_overview; }
    [[nodiscard]] bool showsAll() const { return m_pages->currentWidget() == m_overview; }
    void showAll(bool isOn);

private:
    /// A button for each node there is.
    void followNodes();
    void followContent();

    ViewContext& m_context;
    ViewHeader* m_header;
    QStackedWidget* m_pages;
    PipelineCanvas* m_canvas;
    PipelineOverview* m_overview;
    QButtonGroup* m_buttons;
    QToolButton* m_all;
    std::vector<raft::NodeId> m_nodes;
};

}  // namespace quorate::gui
