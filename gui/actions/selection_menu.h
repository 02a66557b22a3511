// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMenu>

#include "gui/model/view_context.h"

namespace quorate::gui {

/// Adds what can be done to a node, a link or a message; nothing for anything else. What cannot be
/// done now is greyed and says why. The actions have object names ("kill", "cutBothWays").
///
/// `context` must outlive the menu.
void addActionsFor(const Selected& selected, QMenu& menu, ViewContext& context);

}  // namespace quorate::gui
