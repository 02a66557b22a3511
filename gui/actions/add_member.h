// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "gui/model/view_context.h"

namespace quorate::gui {

/// A new node: at once where the session starts its nodes itself; of nodes that run elsewhere the
/// person says first where the others reach it. `parent` is what a dialog lies over.
void addMember(ViewContext& context, bool asLearner, QWidget* parent);

}  // namespace quorate::gui
