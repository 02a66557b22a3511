// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "gui/model/view_context.h"
#include "gui/session/command.h"

namespace quorate::gui {

/// Whether a person is asked once more before this: it ends the process of a node that somebody
/// else launched.
bool needsConfirmation(const ViewContext& context, const Command& command);

/// Asks, and calls `confirmed` if the answer is yes. Does not wait.
void askToConfirm(ViewContext& context, const Command& command, std::function<void()> confirmed);

}  // namespace quorate::gui
