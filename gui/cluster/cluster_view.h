// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "gui/cluster/caption_bar.h"
#include "gui/cluster/cluster_canvas.h"
#include "gui/cluster/view_header.h"
#include "gui/model/view_context.h"

namespace quorate::gui {

/// The cluster as a ring of nodes, with a header above and a caption below.
class ClusterView final : public QWidget {
    Q_OBJECT

public:
    /// `context` outlives it.
    explicit ClusterView(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] ClusterCanvas& canvas() noexcept { return *m_canvas; }
    [[nodiscard]] const Caption& caption() const noexcept { return m_captionBar->caption(); }

    /// While it is on, a line that is drawn through the ring becomes a partition.
    void setPartitionTool(bool isOn);
    [[nodiscard]] bool hasPartitionTool() const;

Q_SIGNALS:
    void partitionToolChanged(bool isOn);
    /// A person wants to know all about what is selected.
    void inspectRequested();

private:
    void showFrame();
    void showCaption();

    ViewContext& m_context;
    ViewHeader* m_header;
    ClusterCanvas* m_canvas;
    CaptionBar* m_captionBar;
};

}  // namespace quorate::gui
