// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineF>
#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/raft/types.h"
#include "gui/cluster/occupied.h"

namespace quorate::gui {

/// Of the fill of a node, and while it counts votes.
inline constexpr double kNodeRadius = 36.0;
inline constexpr double kVoterRadius = 44.0;
/// A node of any role lies within so much of its centre.
inline constexpr double kNodeRoom = 58.0;

/// What a layout depends on. Roles and terms are not among it: nodes stand still while they
/// change.
struct RingRequest {
    QSizeF canvas;
    std::vector<raft::NodeId> nodes;  ///< in order
    /// Of the longest that can stand under a node.
    QSizeF label;
    bool hasStrips{true};
    QSizeF cell{11.0, 14.0};    ///< of a strip
    double numberWidth{180.0};  ///< of "a 4117 c 4117 s 4121 l 4122" as wide as it gets
    double numberHeight{13.0};  ///< of a line of it
    QSizeF legend;              ///< of what explains the strips
    friend bool operator==(const RingRequest&, const RingRequest&) = default;
};

/// The form that all strips have.
struct StripForm {
    std::uint32_t cells{0};  ///< 0: there is no room for strips
    QSizeF cell;
    bool numbersInTwoLines{false};
    QSizeF size;
};
inline constexpr double kThermometerHeight = 6.0;

struct NodePlace {
    raft::NodeId node;
    QPointF centre;
    QRectF label;
    QRectF strip;  ///< null where it has none
};

/// Where everything stands that does not move.
struct RingLayout {
    std::vector<NodePlace> nodes;
    StripForm strip;
    QRectF legend;  ///< null where there is no room
    QRectF canvas;
    /// Of the text of labels: smaller than 1 where they would cover each other.
    double labelScale{1.0};

    [[nodiscard]] const NodePlace* find(raft::NodeId node) const noexcept;
    /// Nodes, labels and strips.
    [[nodiscard]] Occupied occupied() const;
};

/// The ring is as large as the view allows. Labels and strips lie on the canvas and cover nothing;
/// of the places where they can be, they get the one that fewest lanes run through. Strips become
/// shorter, and vanish, before nodes touch each other; labels become smaller at the very last.
RingLayout layOutRing(const RingRequest& request);

}  // namespace quorate::gui
