// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QRectF>

#include "gui/paint/anew.h"

namespace quorate::gui {

/// While it lives, a painter paints within one box only. A widget that is painted again in many
/// places at once has all of them as its clip, and copying a tile through such a clip takes several
/// times as long as through a box, which is all that is left of it here.
class PlaceClip final {
public:
    /// `painter` outlives it, and has no clip of its own.
    PlaceClip(QPainter& painter, const QRectF& box) : m_painter(painter) {
        if (!paintsAnew(painter)) {
            painter.setClipRect(box.toAlignedRect());
        }
    }
    ~PlaceClip() {
        if (!paintsAnew(m_painter)) {
            m_painter.setClipping(false);
        }
    }
    PlaceClip(const PlaceClip&) = delete;
    PlaceClip& operator=(const PlaceClip&) = delete;

private:
    QPainter& m_painter;
};

}  // namespace quorate::gui
