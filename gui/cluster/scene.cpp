// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/scene.h"

#include <algorithm>
#include <utility>

#include "gui/cluster/lane_geometry.h"

namespace quorate::gui {

const SceneNode* Scene::find(raft::NodeId node) const noexcept {
    const auto found = std::find_if(nodes.begin(), nodes.end(),
                                    [node](const SceneNode& drawn) { return drawn.id == node; });
    return found != nodes.end() ? &*found : nullptr;
}

const Side* Scene::sideOf(raft::NodeId node) const noexcept {
    const auto found =
        std::find_if(partition.sides.begin(), partition.sides.end(), [node](const Side& side) {
            return std::find(side.nodes.begin(), side.nodes.end(), node) != side.nodes.end();
        });
    return partition.sides.size() > 1 && found != partition.sides.end() ? &*found : nullptr;
}

const SceneLane* Scene::find(observe::Link link) const noexcept {
    for (const ScenePair& pair : pairs) {
        for (const SceneLane& lane : pair.lanes) {
            if (lane.link == link) {
                return &lane;
            }
        }
    }
    return nullptr;
}

const SceneMessage* Scene::find(observe::MessageKey key) const noexcept {
    const auto found =
        std::find_if(messages.begin(), messages.end(),
                     [key](const SceneMessage& drawn) { return drawn.message.key == key; });
    return found != messages.end() ? &*found : nullptr;
}

std::vector<raft::NodeId> nodesOnRing(const observe::ClusterState& state) {
    const raft::ConfState& configuration = configurationOf(state);
    std::vector<raft::NodeId> nodes;
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        const observe::NodeState& node = state.nodeAt(i);
        if (isRunning(node) || configuration.isEmpty() || isMemberOf(configuration, node.id)) {
            nodes.push_back(node.id);
        }
    }
    return nodes;
}

namespace {

/// Where something lies over lanes, it needs a plate of the ground's colour.
void markCrossed(Scene& scene) {
    for (SceneNode& node : scene.nodes) {
        node.labelIsCrossed =
            scene.partition.hasLine() && touches(scene.partition.line, node.label);
        for (const ScenePair& pair : scene.pairs) {
            const bool isOwn =
                pair.lanes[0].link.from == node.id || pair.lanes[0].link.to == node.id;
            node.labelIsCrossed = node.labelIsCrossed || touches(pair.axis, node.label);
            node.stripIsCrossed = node.stripIsCrossed ||
                                  (!node.stripBox.isNull() && touches(pair.axis, node.stripBox));
            node.isCrossed =
                node.isCrossed || (!isOwn && distanceTo(pair.axis, node.centre) < kNodeRoom);
        }
    }
}

}  // namespace

Scene sceneOf(const Frame& frame, const RingLayout& layout, const SceneOptions& options) {
    Scene scene;
    scene.isMoving = frame.isRunning;
    scene.window = windowOf(frame.state, layout.strip.cells);
    scene.partition = partitionOf(frame.state, layout, options.drawnLine);
    const observe::NodeState* leader = leaderOf(frame.state);
    for (const NodePlace& place : layout.nodes) {
        const observe::NodeState* node = frame.state.findNode(place.node);
        if (node == nullptr) {
            continue;
        }
        SceneNode drawn = nodeSceneOf(*node, frame, layout);
        // An empty strip would say that its log is empty.
        const bool hasStrip = frame.state.findReport(place.node) == nullptr;
        drawn.stripBox = hasStrip ? place.strip : decltype(place.strip)();
        if (hasStrip && !place.strip.isNull()) {
            drawn.strip =
                stripOf(node->log, scene.window, leader != nullptr ? &leader->log : nullptr);
        }
        scene.nodes.push_back(std::move(drawn));
    }
    scene.pairs = pairScenesOf(frame, layout, options, scene.partition);
    if (options.showsMessages) {
        addMessages(frame, scene);
        addLosses(options.losses, scene);
        addLabels(frame, layout, options, scene);
    }
    markCrossed(scene);
    return scene;
}

}  // namespace quorate::gui
