// SPDX-License-Identifier: Apache-2.0
#include "gui/paint/glyph_cache.h"

#include <algorithm>
#include <cmath>

#include "gui/paint/anew.h"

namespace quorate::gui {

namespace {

/// How finely a snapshot is seen to fill.
constexpr double kFillSteps = 12.0;

quint64 keyOf(const MessageGlyph& glyph, int fill, const QColor& ground) {
    const quint64 hue = glyph.term.value() == 0 ? 6 : (glyph.term.value() - 1) % 6;
    quint64 key = static_cast<quint64>(glyph.shape);
    key = key * 7 + hue;
    key = key * 2 + (glyph.isResponse ? 1 : 0);
    key = key * 2 + (glyph.isRejection ? 1 : 0);
    key = key * 2 + (glyph.isLost ? 1 : 0);
    key = key * 2 + (glyph.isHeld ? 1 : 0);
    key = key * 16 + static_cast<quint64>(fill);
    return (key << 32U) | ground.rgba();
}

}  // namespace

void GlyphCache::paint(QPainter& painter, QPointF centre, const MessageGlyph& glyph, double filled,
                       const Theme& theme, const QColor& ground) {
    if (paintsAnew(painter)) {
        paintMessage(painter, centre, glyph, filled, theme, ground);
        return;
    }
    const double ratio = painter.device()->devicePixelRatioF();
    if (m_theme != &theme || m_ratio != ratio) {
        m_tiles.clear();
        m_theme = &theme;
        m_ratio = ratio;
    }
    const int fill = static_cast<int>(std::lround(std::clamp(filled, 0.0, 1.0) * kFillSteps));
    QPixmap& tile = m_tiles[keyOf(glyph, fill, ground)];
    constexpr double kSide = 2.0 * kGlyphReach;
    if (tile.isNull()) {
        const int side = static_cast<int>(std::ceil(kSide * ratio));
        tile = QPixmap(side, side);
        tile.setDevicePixelRatio(ratio);
        tile.fill(Qt::transparent);
        QPainter tilePainter(&tile);
        paintMessage(tilePainter, {kGlyphReach, kGlyphReach}, glyph, fill / kFillSteps, theme,
                     ground);
    }
    painter.drawPixmap(centre - QPointF(kGlyphReach, kGlyphReach), tile);
}

}  // namespace quorate::gui
