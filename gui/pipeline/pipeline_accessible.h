// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAccessibleWidget>

#include <vector>

#include "gui/pipeline/pipeline_canvas.h"

/// What the picture of a node's inside is to those who do not see it.
namespace quorate::gui {

/// The canvas as a list of its boxes, edges and steps, in the order in which one reads. Each says
/// what it is and what is in it by then.
class PipelineAccessible final : public QAccessibleWidget {
public:
    explicit PipelineAccessible(PipelineCanvas* canvas);
    ~PipelineAccessible() override;
    PipelineAccessible(const PipelineAccessible&) = delete;
    PipelineAccessible& operator=(const PipelineAccessible&) = delete;

    /// From now on canvases are lists. To be called before the first is made; again does nothing.
    static void install();

    [[nodiscard]] PipelineCanvas& canvas() const;

    [[nodiscard]] int childCount() const override;
    [[nodiscard]] QAccessibleInterface* child(int place) const override;
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override;
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override;
    [[nodiscard]] QAccessibleInterface* focusChild() const override;

private:
    /// By place; QAccessible owns them.
    mutable std::vector<QAccessible::Id> m_children;
};

}  // namespace quorate::gui
