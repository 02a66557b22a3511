// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "engine/observe/node_state.h"
#include "engine/raft/types.h"

/// The words for log entries. In the language of the application.
namespace quorate::gui {

/// "stable, committed".
QString durabilityText(const observe::LogState& log, raft::Index index);
/// "index 4118, term 12, stable, committed"; also of one that is compacted away, or that the node
/// does not have. `leader` may be null.
QString entryText(const observe::NodeState& node, raft::Index index,
                  const observe::NodeState* leader);

}  // namespace quorate::gui
