// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "gui/model/view_context.h"
#include "gui/paint/type.h"
#include "gui/pipeline/pipeline_content.h"
#include "gui/widgets/scrolled_canvas.h"

namespace quorate::gui {

/// Where the cards of an overview lie: as many beside each other as fit. Without widgets.
class OverviewLayout {
public:
    OverviewLayout(QSizeF room, double scale, std::size_t count);

    [[nodiscard]] QSizeF size() const noexcept { return m_size; }
    [[nodiscard]] QRectF card(std::size_t place) const;
    /// Nothing for none: the number of cards.
    [[nodiscard]] std::size_t at(QPointF point) const;
    [[nodiscard]] std::size_t columns() const noexcept { return m_columns; }

private:
    std::size_t m_count;
    std::size_t m_columns;
    QSizeF m_card;
    double m_gap;
    QSizeF m_size;
};

/// The insides of all nodes, small: the depth of each station, what is late, and the step that each
/// node is at. A click selects a node, a double click (or Enter) shows it large.
class PipelineOverview final : public ScrolledCanvas {
    Q_OBJECT

public:
    /// `context` outlives it.
    explicit PipelineOverview(ViewContext& context, QWidget* parent = nullptr);

    [[nodiscard]] const OverviewLayout& layout() const noexcept { return m_layout; }
    [[nodiscard]] const std::vector<PipelineContent>& contents() const noexcept {
        return m_contents;
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 200}; }

Q_SIGNALS:
    /// This node, which is selected, is to be shown large.
    void opened();

protected:
    void layOut() override;
    void paintEvent(QPaintEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    void takeFrame();
    void choose(std::size_t place);
    [[nodiscard]] std::size_t chosen() const;
    void paintCard(QPainter& painter, const QRectF& card, const PipelineContent& content,
                   bool isChosen) const;
    void paintSteps(QPainter& painter, const QRectF& row, const PipelineContent& content) const;

    ViewContext& m_context;
    Type m_type;
    std::vector<PipelineContent> m_contents;
    OverviewLayout m_layout;
};

}  // namespace quorate::gui
