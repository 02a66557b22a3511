// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/shell/main_window.h"

namespace quorate::tests {

/// All docks beside each other, so that every view of the window is painted. Once a session is
/// open.
void showAllViews(gui::MainWindow& window);

}  // namespace quorate::tests
