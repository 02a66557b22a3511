// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QRectF>
#include <QSizeF>
#include <QString>

#include <functional>
#include <vector>

#include "gui/paint/type.h"
#include "gui/theme/theme.h"

namespace quorate::gui {

/// How the signs of the legend are drawn, and what with.
struct LegendBrush {
    QPainter& painter;
    const Theme& theme;
    const Type& type;
};

/// A sign as it is drawn in the views, and what it means.
struct LegendItem {
    QString text;
    QSizeF size;           ///< of the sign, at the usual size of text
    bool holdsText{true};  ///< so it grows with the text
    /// In the middle of the box.
    std::function<void(const LegendBrush&, const QRectF& box)> draw;
};
struct LegendSection {
    QString title;
    QString note;
    bool isTextBelow{false};  ///< rather than beside the sign
    std::vector<LegendItem> items;
};

/// All that the views draw, from the top of the sheet to its foot.
std::vector<LegendSection> legendSections();

}  // namespace quorate::gui
