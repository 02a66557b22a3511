// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPainter>
#include <QPointF>
#include <QString>

#include <cstdint>

#include "engine/raft/types.h"
#include "gui/paint/type.h"
#include "gui/theme/theme.h"

namespace quorate::gui {

/// The role is the shape of the ring.
enum class NodeShape : std::uint8_t {
    Leader,        ///< double ring with a crown
    Candidate,     ///< dashed
    PreCandidate,  ///< dotted
    Follower,      ///< thin
    Learner,       ///< a square with round corners
    Down,          ///< grey with a cross
    Unreachable,   ///< grey, dashed, with a question mark: how it is is not known
    Removed,       ///< outline only: no member (yet, or any more)
};

/// A node as it is drawn.
struct NodeGlyph {
    NodeShape shape{NodeShape::Follower};
    bool isPaused{false};   ///< two bars instead of the number
    bool hasPetals{false};  ///< the number makes room for them
    raft::Term term;
    double radius{36.0};
    friend bool operator==(const NodeGlyph&, const NodeGlyph&) = default;
};

/// Beyond the radius of a node: where the timer's arc runs, and where everything of it ends.
inline constexpr double kTimerArcAt = 11.0;
inline constexpr double kNodeReach = 20.0;

/// Fill, number and ring, without the crown of a leader.
void paintNode(QPainter& painter, QPointF centre, const NodeGlyph& node, const Theme& theme,
               const Type& type);

/// Of a leader, on top of the fill; it covers the arc of the timer where they meet.
void paintCrown(QPainter& painter, QPointF centre, double radius, const Theme& theme);

/// The whole circle of a timer, which what is left of it is painted on.
void paintTimerTrack(QPainter& painter, QPointF centre, double radius, const Theme& theme);
/// What is left of a timer, 0 to 1: it drains clockwise, and what is left ends at 12 o'clock.
void paintTimerArc(QPainter& painter, QPointF centre, double radius, double left,
                   const Theme& theme);
/// A leader's heartbeats between two checks of its quorum, as ticks outside of the arc; those that
/// are still to come are stronger.
void paintHeartbeatTicks(QPainter& painter, QPointF centre, double radius, std::uint32_t count,
                         double left, const Theme& theme);

enum class Petal : std::uint8_t {
    Have,
    OnItsWay,  ///< granted, not counted yet
    NotHeard,
    Rejected,
};
/// The vote of a peer, around `centre`. `angle`: where the peer is, in radians clockwise from the
/// right. `ink` is legible on the fill of the node.
void paintPetal(QPainter& painter, QPointF centre, double angle, Petal petal, QSizeF size,
                const QColor& ink, const QColor& fill);

}  // namespace quorate::gui
