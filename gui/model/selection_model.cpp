// SPDX-License-Identifier: Apache-2.0
#include "gui/model/selection_model.h"

#include <utility>

namespace quorate::gui {

void SelectionModel::selectWith(const Selected& selected, std::vector<Selected> concerned) {
    if (selected == m_selected && concerned == m_concerned) {
        return;
    }
    m_selected = selected;
    m_concerned = std::move(concerned);
    if (const raft::NodeId node = nodeOf(selected); node != raft::kNoNode) {
        m_node = node;
    }
    Q_EMIT selectedChanged();
}

void SelectionModel::hover(const Selected& hovered) {
    if (hovered == m_hovered) {
        return;
    }
    m_hovered = hovered;
    Q_EMIT hoveredChanged();
}

}  // namespace quorate::gui
