// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QRectF>

#include "gui/checks/check_rows.h"
#include "gui/theme/theme.h"

namespace quorate::gui {

/// A lamp in a square box: a hollow ring, a ring with a tick, with a question mark, or a red
/// octagon with a cross. Told apart without colours.
void paintLamp(QPainter& painter, const QRectF& box, Lamp lamp, const Theme& theme);

}  // namespace quorate::gui
