// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "engine/observe/cluster_state.h"
#include "gui/model/view_context.h"
#include "gui/session/command.h"

namespace quorate::gui {

/// What it will do, and to whom, as a question.
QString questionOf(const Command& command, const observe::ClusterState& state);
/// Whether it ends the program of a node that somebody else launched, or changes the members or the
/// leader of an etcd, which others may depend on.
bool needsConfirmation(const ViewContext& context, const Command& command);
/// Asks in a box that belongs to the window, and gives the command if the person says so.
void confirm(ViewContext& context, const Command& command);

/// What stands on the button that does it.
QString verbOf(const Command& command);

}  // namespace quorate::gui
