// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "gui/recording/history.h"

namespace quorate::gui {

/// "n3 became leader of term 12 at 14.213 s".
QString markText(const Mark& mark);

}  // namespace quorate::gui
