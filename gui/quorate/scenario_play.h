// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <functional>

#include "engine/base/result.h"

namespace quorate::gui {

/// Plays a scenario's file from its beginning to its end on a Stage in memory, as fast as that
/// goes, and records it in a new file, with which it can be watched at any pace. What the scenario
/// has to say comes line by line.
///
/// Errors name file, line and column: the text is wrong, or something came out otherwise than it
/// expects; what was played until then is recorded. IoError of either file.
Result<void> playScenario(const QString& scenario, const QString& recording,
                          const std::function<void(const QString&)>& say);

}  // namespace quorate::gui
