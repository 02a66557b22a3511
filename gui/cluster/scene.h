// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineF>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/observe/link_events.h"
#include "engine/raft/types.h"
#include "gui/cluster/log_strip.h"
#include "gui/cluster/losses.h"
#include "gui/cluster/ring_layout.h"
#include "gui/model/cluster_facts.h"
#include "gui/model/frame.h"
#include "gui/paint/message_glyph.h"
#include "gui/paint/node_glyph.h"

/// Everything that the cluster view draws, with its places and its words: a function of a frame
/// and a layout, made anew for each frame.
namespace quorate::gui {

/// A vote, seen at the candidate.
struct ScenePetal {
    raft::NodeId peer;
    double angle{0.0};  ///< to where the peer is, in radians clockwise from the right
    double reach{0.0};  ///< of its centre from that of the node
    Petal petal{Petal::NotHeard};
};

/// Agreement of the two halves of a joint configuration: how many said yes, and of how many.
struct Tally {
    std::size_t granted{0};
    std::size_t voters{0};
};

struct SceneNode {
    raft::NodeId id;
    QPointF centre;
    NodeGlyph glyph;
    QString name;
    QString role;
    QRectF label;
    double labelScale{1.0};
    bool isCrossed{false};       ///< lanes between others run behind it
    bool labelIsCrossed{false};  ///< lanes run behind its label
    bool stripIsCrossed{false};
    bool hasTimer{false};
    double timerLeft{0.0};
    std::uint32_t heartbeatTicks{0};  ///< of a leader
    std::vector<ScenePetal> petals;
    std::vector<double> rings;  ///< radii of the rings of a joint configuration
    QRectF stripBox;
    LogStrip strip;
};

struct SceneLane {
    observe::Link link;
    QLineF line;
    bool isCut{false};
    bool isSlow{false};
    std::uint32_t lossMillionths{0};
    QString chip;
    QRectF chipBox;
};

/// Both directions between two nodes.
struct ScenePair {
    QLineF axis;
    std::array<SceneLane, 2> lanes;
    bool isInUse{false};
    /// Where along the axis the marks of a cut are, 0 to 1.
    double cutAt{0.5};
};

struct SceneMessage {
    observe::MessageInFlight message;
    MessageGlyph glyph;
    QPointF centre;
    double angle{0.0};   ///< of its lane
    double filled{0.0};  ///< of a snapshot
};
/// Ten messages or more on one lane.
struct SceneCrowd {
    observe::Link link;
    QPointF centre;
    std::size_t count{0};
    MessageGlyph glyph;  ///< of most of them
};

/// What a message is called, beside it.
struct SceneLabel {
    QString text;
    QRectF box;
    bool isLoss{false};
};

/// What a partition looks like.
struct ScenePartition {
    std::vector<Side> sides;
    /// Between two sides that a straight line can tell apart, across the whole canvas.
    QLineF line;
    [[nodiscard]] bool hasLine() const { return !line.isNull(); }
};

struct Scene {
    std::vector<SceneNode> nodes;
    std::vector<ScenePair> pairs;
    std::vector<SceneMessage> messages;
    std::vector<SceneCrowd> crowds;
    std::vector<SceneLabel> labels;
    ScenePartition partition;
    IndexWindow window;
    bool isMoving{false};

    [[nodiscard]] const SceneNode* find(raft::NodeId node) const noexcept;
    /// The side of a partition that a node is on; null where there is none.
    [[nodiscard]] const Side* sideOf(raft::NodeId node) const noexcept;
    [[nodiscard]] const SceneLane* find(observe::Link link) const noexcept;
    [[nodiscard]] const SceneMessage* find(observe::MessageKey key) const noexcept;
};

/// What a person wants to see, and the room that chips need.
struct SceneOptions {
    bool showsMessages{true};
    bool showsLinks{true};
    QSizeF chip;  ///< of the longest
    /// Of the name of a message; without it they have none.
    std::function<QSizeF(const QString&)> measure;
    /// Where a person drew the line of a partition; null for nowhere.
    QLineF drawnLine;
    /// To be seen as such.
    std::vector<Loss> losses;
};

/// Those that are on the ring: all but nodes that were removed and are down.
std::vector<raft::NodeId> nodesOnRing(const observe::ClusterState& state);

Scene sceneOf(const Frame& frame, const RingLayout& layout, const SceneOptions& options);

// --- its parts

SceneNode nodeSceneOf(const observe::NodeState& node, const Frame& frame, const RingLayout& layout);
std::vector<ScenePair> pairScenesOf(const Frame& frame, const RingLayout& layout,
                                    const SceneOptions& options, const ScenePartition& partition);
void addMessages(const Frame& frame, Scene& scene);
void addLosses(const std::vector<Loss>& losses, Scene& scene);
void addLabels(const Frame& frame, const RingLayout& layout, const SceneOptions& options,
               Scene& scene);
ScenePartition partitionOf(const observe::ClusterState& state, const RingLayout& layout,
                           const QLineF& drawnLine);

}  // namespace quorate::gui
