// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>

#include <cstdint>

#include "gui/theme/theme.h"

namespace quorate::gui {

enum class TransportSign : std::uint8_t { ToStart, Back, Play, Pause, Forward };

/// The sign on a button of the time bar, `pixels` wide and high.
QIcon transportIcon(TransportSign sign, int pixels, qreal devicePixelRatio, const Theme& theme);

}  // namespace quorate::gui
