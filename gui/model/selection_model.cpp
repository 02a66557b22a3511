// SPDX-License-Identifier: Apache-2.0
#include "gui/model/selection_model.h"

namespace quorate::gui {

void SelectionModel::select(const Selected& selected) {
    if (selected == m_selected) {
        return;
    }
    m_selected = selected;
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
