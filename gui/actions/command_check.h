// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "gui/model/view_context.h"
#include "gui/session/command.h"

namespace quorate::gui {

/// Why this command cannot be given now, in a sentence for its tooltip; empty where it can. A
/// session may still refuse it, for what only it knows.
QString whyNot(const ViewContext& context, const Command& command);

/// Gives the command where it can be given; what changes an etcd, once the person has said so.
/// False, and nothing happened, where it cannot.
bool runIfPossible(ViewContext& context, const Command& command);

}  // namespace quorate::gui
