// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "engine/observe/cluster_state.h"
#include "gui/session/session.h"

namespace quorate::gui {

/// Whether this breaks, pauses or ends nodes of an Attached session, where a person allows that
/// node by node.
bool isHarmToAttached(const Command& command);

/// Why it cannot be: not allowed on the nodes that it is about, or beyond what nodes do for a
/// window. Empty where it can, and for all that does no harm.
QString whyNotOnAttached(const Session& session, const observe::ClusterState& state,
                         const Command& command);

}  // namespace quorate::gui
