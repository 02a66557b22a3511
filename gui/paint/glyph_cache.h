// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QPainter>
#include <QPixmap>

#include <cstdint>

#include "gui/paint/message_glyph.h"

namespace quorate::gui {

/// Messages as tiles that are painted once for each appearance and then copied, which costs a
/// twentieth of drawing them. For one view; belongs to its thread.
class GlyphCache {
public:
    /// Draws as paintMessage() does.
    void paint(QPainter& painter, QPointF centre, const MessageGlyph& glyph, double filled,
               const Theme& theme, const QColor& ground);

private:
    QHash<quint64, QPixmap> m_tiles;
    const Theme* m_theme{nullptr};
    double m_ratio{0.0};
};

}  // namespace quorate::gui
