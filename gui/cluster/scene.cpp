// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/scene.h"

#include <algorithm>

namespace quorate::gui {

const SceneNode* Scene::find(raft::NodeId node) const noexcept {
    const auto found = std::find_if(nodes.begin(), nodes.end(),
                                    [node](const SceneNode& drawn) { return drawn.id == node; });
    return found != nodes.end() ? &*found : nullptr;
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
        drawn.stripBox = place.strip;
        if (!place.strip.isNull()) {
            drawn.strip =
                stripOf(node->log, scene.window, leader != nullptr ? &leader->log : nullptr);
        }
        scene.nodes.push_back(std::move(drawn));
    }
    scene.pairs = pairScenesOf(frame, layout, options, scene.partition);
    if (options.showsMessages) {
        addMessages(frame, scene);
    }
    return scene;
}

}  // namespace quorate::gui
