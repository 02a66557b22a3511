// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QPoint>
#include <QRect>
#include <QWidget>

#include <functional>

/// A view taken apart into the widgets that it is drawn by. Drawn as a whole, widgets would not end
/// at their edges where the picture is no screen.
namespace quorate::gui {

/// `at`: of the widget's top left corner in the view. `seen`: what of the widget its parents leave,
/// in the widget.
using WidgetVisitor = std::function<void(QWidget& widget, QPoint at, const QRect& seen)>;
/// The view and all that is seen in it, what lies below first.
void walk(QWidget& view, const WidgetVisitor& visit);

/// The widget without those in it, at the origin of a painter that was not moved; of its ground
/// only what is seen.
void paintAlone(QPainter& painter, QWidget& widget, const QRect& seen);

}  // namespace quorate::gui
