// SPDX-License-Identifier: Apache-2.0
#include "gui/time_bar/speed_scale.h"

#include <algorithm>
#include <cmath>

namespace quorate::gui {

namespace {

constexpr double kLeast = 1e-4;
constexpr double kMost = 10;

}  // namespace

double speedAt(int step) {
    const double exponent = static_cast<double>(step) / kSpeedStepsPerDecade;
    const double speed = kLeast * std::pow(10, exponent);
    // Two digits are enough for a person, and whole decades are exact.
    const double unit = std::pow(10, std::floor(std::log10(speed) + 1e-9) - 1);
    return std::clamp(std::round(speed / unit) * unit, kLeast, kMost);
}

int stepOf(double speed) {
    const double clamped = std::clamp(speed, kLeast, kMost);
    return static_cast<int>(std::lround(std::log10(clamped / kLeast) * kSpeedStepsPerDecade));
}

double neighbourSpeed(double speed, int direction) {
    constexpr double kSlack = 1.001;
    if (direction > 0) {
        for (double power = kLeast; power <= kMost; power *= 10) {
            for (const double factor : {1.0, 2.0, 5.0}) {
                if (factor * power > speed * kSlack) {
                    return std::min(factor * power, kMost);
                }
            }
        }
        return kMost;
    }
    for (double power = kMost; power >= kLeast / 2; power /= 10) {
        for (const double factor : {1.0, 0.5, 0.2}) {
            if (factor * power < speed / kSlack) {
                return std::max(factor * power, kLeast);
            }
        }
    }
    return kLeast;
}

QString speedText(double speed) {
    const int decimals = std::max(0, 1 - static_cast<int>(std::floor(std::log10(speed) + 1e-9)));
    QString digits = QString::number(speed, 'f', decimals);
    while (digits.contains(QLatin1Char('.')) && digits.endsWith(QLatin1Char('0'))) {
        digits.chop(1);
    }
    if (digits.endsWith(QLatin1Char('.'))) {
        digits.chop(1);
    }
    return digits + QStringLiteral("×");
}

}  // namespace quorate::gui
