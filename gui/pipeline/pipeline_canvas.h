// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "gui/model/view_context.h"
#include "gui/pipeline/pipeline_content.h"
#include "gui/pipeline/pipeline_layout.h"
#include "gui/pipeline/pipeline_painter.h"
#include "gui/widgets/scrolled_canvas.h"

namespace quorate::gui {

/// The painted inside of one node: that which is selected, or the first. Everything in it can be
/// pointed at and reached with the keyboard, and says what it is.
class PipelineCanvas final : public ScrolledCanvas {
    Q_OBJECT

public:
    /// `context` outlives it.
    explicit PipelineCanvas(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] raft::NodeId node() const noexcept { return m_content.node; }
    [[nodiscard]] const PipelineContent& content() const noexcept { return m_content; }
    [[nodiscard]] const PipelineLayout& layout() const noexcept { return m_layout; }
    [[nodiscard]] const PipelinePainter& painter() const noexcept { return m_painter; }
    [[nodiscard]] const PipelineItem& focused() const noexcept { return m_focused; }
    /// What is focused comes into sight.
    void focusOn(const PipelineItem& item);
    /// Of an edge what can be broken there, of a box what it names.
    void openMenuOfFocus();

    [[nodiscard]] QSize sizeHint() const override { return {900, 600}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 200}; }

Q_SIGNALS:
    /// Another node, or the same in another state.
    void contentChanged();

protected:
    void layOut() override;
    void paintEvent(QPaintEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    void takeFrame();
    void hover(const PipelineItem& item, const Selected& link);
    /// What is named at a place of the picture; nothing elsewhere.
    [[nodiscard]] Selected linkAt(QPointF place) const;
    /// Of an item that is no edge: what it names, and what can be done with the node.
    void openNodeMenu(const PipelineItem& item, QPoint globalPosition);
    bool moveFocus(int by);
    void openMenu(PipelineEdge edge, QPoint globalPosition);
    void tellFocus();

    ViewContext& m_context;
    DiskLook* m_disk;
    Type m_type;
    PipelineLayout m_layout;
    PipelinePainter m_painter;
    PipelineContent m_content;
    PipelineItem m_hovered;
    Selected m_link;  ///< that is pointed at
    PipelineItem m_focused;
};

}  // namespace quorate::gui
