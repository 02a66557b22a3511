// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QPainter>
#include <QPointF>

#include <cstddef>
#include <cstdint>

#include "engine/raft/message.h"
#include "engine/raft/types.h"
#include "gui/paint/type.h"
#include "gui/theme/theme.h"

namespace quorate::gui {

/// The shape is the kind.
enum class GlyphShape : std::uint8_t {
    Diamond,    ///< votes and pre-votes
    Disc,       ///< appends
    SmallDisc,  ///< heartbeats
    Square,     ///< snapshots
    Triangle,   ///< read index
    Bolt,       ///< timeout-now, and the wish for it
    Pill,       ///< proposals on their way to the leader
};
GlyphShape shapeOf(raft::MessageType type) noexcept;

/// A message as it is drawn.
struct MessageGlyph {
    GlyphShape shape{GlyphShape::Disc};
    raft::Term term;
    bool isResponse{false};  ///< hollow
    bool isRejection{false};
    bool isLost{false};
    bool isHeld{false};
    friend bool operator==(const MessageGlyph&, const MessageGlyph&) = default;
};
MessageGlyph glyphOf(raft::MessageType type, raft::Term term, bool reject) noexcept;

/// A glyph with all its badges lies within so much of its centre.
inline constexpr double kGlyphReach = 13.0;

/// `ground`: what it lies on, for the halo that sets it off. `filled`: of a snapshot, how much of
/// it has been sent, 0 to 1.
void paintMessage(QPainter& painter, QPointF centre, const MessageGlyph& glyph, double filled,
                  const Theme& theme, const QColor& ground);
/// Ahead of a glyph, pointing where it goes. `angle` in radians, clockwise from the right.
void paintArrowhead(QPainter& painter, QPointF centre, double angle, const Theme& theme);
/// Many on one lane: one of them with their number.
void paintCrowd(QPainter& painter, QPointF centre, const MessageGlyph& glyph, std::size_t count,
                const Theme& theme, const Type& type);
/// Held: a bar on either side of the glyph, as if it were taken between two fingers.
void paintHeldMark(QPainter& painter, QPointF centre, const Theme& theme, const QColor& ground);

}  // namespace quorate::gui
