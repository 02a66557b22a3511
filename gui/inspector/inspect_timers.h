// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/observe/node_state.h"
#include "gui/inspector/field.h"
#include "gui/model/frame.h"

namespace quorate::gui {

/// What a node's ticks count towards: of a leader heartbeats and the check of its quorum, of others
/// the election timer.
FieldSection timerFields(const Frame& frame, const observe::NodeState& node);

}  // namespace quorate::gui
