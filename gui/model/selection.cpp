// SPDX-License-Identifier: Apache-2.0
#include "gui/model/selection.h"

namespace quorate::gui {

raft::NodeId nodeOf(const Selected& selected) {
    if (const auto* node = std::get_if<raft::NodeId>(&selected)) {
        return *node;
    }
    if (const auto* entry = std::get_if<EntryOnNode>(&selected)) {
        return entry->node;
    }
    return raft::kNoNode;
}

}  // namespace quorate::gui
