// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QPainterPath>

namespace quorate::gui {

/// Whether things are to be painted here rather than copied from what was painted before: the
/// picture keeps lines and text as such (SVG, PDF), or is finer than the screen.
bool paintsAnew(const QPainter& painter);

/// Lines that rise to the right at 45°, in `area` and nowhere else. `pitch` is from line to line,
/// across the page.
struct Hatch {
    QColor ink;
    double width{1.0};
    double pitch{5.0};
};
/// A painter that does not know clips (SVG) is given lines that end where the area does.
/// They go on from area to area within `frame`.
void paintHatch(QPainter& painter, const QPainterPath& area, const Hatch& hatch,
                const QRectF& frame);
void paintHatch(QPainter& painter, const QRectF& area, const Hatch& hatch);

}  // namespace quorate::gui
