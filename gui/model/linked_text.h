// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

#include "engine/observe/cluster_state.h"
#include "gui/model/selection.h"

/// What texts name: nodes, "n3", and entries, "12/4118", and what their writers know beside that.
/// Without widgets.
namespace quorate::gui {

struct TextLink {
    int start{0};
    int length{0};
    Selected target;
    friend bool operator==(const TextLink&, const TextLink&) = default;
};

/// All nodes and entries of this state that the text names, in its order. An entry is taken to be
/// in the log of `about`; of another node where that has no such entry, or is nobody. `more` is
/// what the text names in other words, as messages; where that has nodes or entries in it, it ends
/// before them.
std::vector<TextLink> linksIn(const QString& text, const observe::ClusterState& state,
                              raft::NodeId about = raft::kNoNode,
                              const std::vector<TextLink>& more = {});

}  // namespace quorate::gui
