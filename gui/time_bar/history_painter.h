// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QRect>

#include <vector>

#include "gui/paint/type.h"
#include "gui/recording/history.h"
#include "gui/theme/theme.h"
#include "gui/time_bar/time_range.h"

class QPainter;

namespace quorate::gui {

/// Where the parts of the strip lie; those of the design at scale 1.
struct StripRows {
    QRect strip;
    int marks;  ///< the line on which marks stand
    int densityTop;
    int densityBottom;
    int bandTop;
};
StripRows rowsOf(const QRect& strip, double scale);

/// Marks that can be told apart, in order; of those that fall together the weightiest is kept.
/// Pixels count from the beginning of the range.
struct PlacedMark {
    double x{0};
    const Mark* mark{nullptr};
};
std::vector<PlacedMark> placedMarks(const History& history, const TimeRange& range,
                                    double leastPixels);

/// A number of the ruler, where it stands.
struct RulerLabel {
    double x{0};  ///< of its tick
    QRectF box;
    QString text;
};
std::vector<RulerLabel> rulerLabels(const QRect& strip, const TimeRange& range, const Type& type,
                                    double pictureWidth);

/// Paints terms, marks, operations and the ruler below.
void paintHistory(QPainter& painter, const QRect& strip, const History& history,
                  const TimeRange& range, const Theme& theme, const Type& type);
void paintRuler(QPainter& painter, const QRect& strip, const TimeRange& range, const Theme& theme,
                const Type& type, double pictureWidth);

}  // namespace quorate::gui
