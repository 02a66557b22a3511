// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/scrolled_canvas.h"

#include <QEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace quorate::gui {

namespace {

constexpr int kStep = 20;
constexpr int kAround = 8;

}  // namespace

ScrolledCanvas::ScrolledCanvas(QWidget* parent) : QAbstractScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
}

QPointF ScrolledCanvas::inPicture(QPointF point) const {
    return point + QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value());
}

QPoint ScrolledCanvas::inViewport(QPointF point) const {
    return (point - QPointF(horizontalScrollBar()->value(), verticalScrollBar()->value()))
        .toPoint();
}

void ScrolledCanvas::setPictureSize(const QSizeF& size) {
    const auto fit = [](QScrollBar* bar, double whole, int room) {
        bar->setRange(0, std::max(0, static_cast<int>(std::ceil(whole)) - room));
        bar->setPageStep(room);
        bar->setSingleStep(kStep);
    };
    fit(horizontalScrollBar(), size.width(), viewport()->width());
    fit(verticalScrollBar(), size.height(), viewport()->height());
    viewport()->update();
}

void ScrolledCanvas::reveal(const QRectF& part) {
    const auto bring = [](QScrollBar* bar, double from, double to, int room) {
        const int first = static_cast<int>(std::lround(from)) - kAround;
        const int last = static_cast<int>(std::lround(to)) + kAround - room;
        bar->setValue(std::clamp(bar->value(), std::min(last, first), first));
    };
    bring(horizontalScrollBar(), part.left(), part.right(), viewport()->width());
    bring(verticalScrollBar(), part.top(), part.bottom(), viewport()->height());
}

void ScrolledCanvas::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void ScrolledCanvas::scrollContentsBy(int /*dx*/, int /*dy*/) {
    viewport()->update();
}

void ScrolledCanvas::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        layOut();
    }
}

}  // namespace quorate::gui
