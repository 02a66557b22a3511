// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace quorate::gui {

/// Speeds of virtual time along a slider: from 1/10000 to 10, by equal factors.
inline constexpr int kSpeedSteps = 100;
inline constexpr int kSpeedStepsPerDecade = 20;

double speedAt(int step);
int stepOf(double speed);
/// The next of 1, 2, 5, 10...: faster (more than 0) or slower; at the ends the same.
double neighbourSpeed(double speed, int direction);
/// "0.01×".
QString speedText(double speed);

}  // namespace quorate::gui
