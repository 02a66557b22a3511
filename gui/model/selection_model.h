// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <vector>

#include "gui/model/selection.h"

namespace quorate::gui {

/// What is selected, and what the mouse points at, in all views at once. Belongs to the thread of
/// the views.
class SelectionModel final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] const Selected& selected() const noexcept { return m_selected; }
    [[nodiscard]] const Selected& hovered() const noexcept { return m_hovered; }
    /// The node that was selected last, itself or through something at it; views of one node show
    /// this one.
    [[nodiscard]] raft::NodeId node() const noexcept { return m_node; }

    void select(const Selected& selected) { selectWith(selected, {}); }
    /// `concerned`: what belongs to it and is to be seen with it, until something else is selected.
    void selectWith(const Selected& selected, std::vector<Selected> concerned);
    [[nodiscard]] const std::vector<Selected>& concerned() const noexcept { return m_concerned; }
    void hover(const Selected& hovered);
    void clear() { select({}); }

Q_SIGNALS:
    void selectedChanged();
    void hoveredChanged();

private:
    Selected m_selected;
    std::vector<Selected> m_concerned;
    Selected m_hovered;
    raft::NodeId m_node;
};

}  // namespace quorate::gui
