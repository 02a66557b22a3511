// SPDX-License-Identifier: Apache-2.0
#include "gui/export/widget_walk.h"

#include <QRegion>

namespace quorate::gui {

namespace {

void walkOn(QWidget& widget, QPoint at, const QRect& seen, const WidgetVisitor& visit) {
    visit(widget, at, seen);
    // In the order in which they lie upon each other. A copy: to be drawn, some make children.
    const QObjectList children = widget.children();
    for (QObject* child : children) {
        auto* inner = qobject_cast<QWidget*>(child);
        if (inner == nullptr || inner->isWindow() || inner->isHidden()) {
            continue;
        }
        const QRect rest = seen.translated(-inner->pos()) & inner->rect();
        if (!rest.isEmpty()) {
            walkOn(*inner, at + inner->pos(), rest, visit);
        }
    }
}

}  // namespace

void walk(QWidget& view, const WidgetVisitor& visit) {
    walkOn(view, QPoint(), view.rect(), visit);
}

void paintAlone(QPainter& painter, QWidget& widget, const QRect& seen) {
    widget.render(&painter, seen.topLeft(), seen, QWidget::RenderFlags());
}

}  // namespace quorate::gui
