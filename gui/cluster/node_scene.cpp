// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>

#include <algorithm>
#include <cmath>

#include "gui/cluster/scene.h"
#include "gui/cluster/votes.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

using observe::NodeCondition;
using observe::NodeState;
using raft::Role;

QString say(const char* text) {
    return QCoreApplication::translate("ClusterView", text);
}

bool campaigns(const NodeState& node) {
    return node.role == Role::Candidate || node.role == Role::PreCandidate;
}

NodeShape shapeOf(const NodeState& node, const raft::ConfState& configuration) {
    if (node.condition == NodeCondition::Unreachable) {
        return NodeShape::Unreachable;
    }
    if (!isRunning(node)) {
        return NodeShape::Down;
    }
    if (!configuration.isEmpty() && !isMemberOf(configuration, node.id)) {
        return NodeShape::Removed;
    }
    switch (node.role) {
    case Role::Leader:
        return NodeShape::Leader;
    case Role::Candidate:
        return NodeShape::Candidate;
    case Role::PreCandidate:
        return NodeShape::PreCandidate;
    case Role::Follower:
        break;
    }
    return isLearnerIn(configuration, node.id) ? NodeShape::Learner : NodeShape::Follower;
}

QString tallyText(const NodeState& node) {
    QString text;
    for (const Tally& tally : talliesOf(node)) {
        text += text.isEmpty() ? QString() : QStringLiteral(" · ");
        text += QStringLiteral("%1/%2").arg(tally.granted).arg(tally.voters);
    }
    return text;
}

QString roleText(const NodeState& node, NodeShape shape, const observe::ClusterState& state) {
    switch (node.condition) {
    case NodeCondition::Down:
        return say(QT_TRANSLATE_NOOP("ClusterView", "down"));
    case NodeCondition::Failed:
        return say(QT_TRANSLATE_NOOP("ClusterView", "failed"));
    case NodeCondition::Unknown:
        return say(QT_TRANSLATE_NOOP("ClusterView", "not heard of"));
    case NodeCondition::Unreachable:
        return say(QT_TRANSLATE_NOOP("ClusterView", "unreachable"));
    case NodeCondition::Paused:
        return say(QT_TRANSLATE_NOOP("ClusterView", "%1, paused")).arg(wordFor(node.role));
    case NodeCondition::Up:
        break;
    }
    if (shape == NodeShape::Removed) {
        return node.configuration.isEmpty() || !isMemberOf(node.configuration, node.id)
                   ? say(QT_TRANSLATE_NOOP("ClusterView", "no member"))
                   : say(QT_TRANSLATE_NOOP("ClusterView", "removed"));
    }
    if (shape == NodeShape::Learner) {
        return say(QT_TRANSLATE_NOOP("ClusterView", "learner"));
    }
    if (campaigns(node)) {
        return QStringLiteral("%1 %2").arg(wordFor(node.role), tallyText(node));
    }
    if (node.role == Role::Leader) {
        const NodeState* leader = leaderOf(state);
        if (node.configuration.isJoint()) {
            return QStringLiteral("%1 %2").arg(wordFor(node.role), tallyText(node));
        }
        return leader != nullptr && leader->term > node.term
                   ? say(QT_TRANSLATE_NOOP("ClusterView", "leader, old term"))
                   : wordFor(node.role);
    }
    if (node.lead == raft::kNoNode && node.vote != raft::kNoNode && node.vote != node.id) {
        return say(QT_TRANSLATE_NOOP("ClusterView", "voted %1")).arg(nameOf(node.vote));
    }
    return wordFor(node.role);
}

void addTimer(const NodeState& node, const Frame& frame, SceneNode& drawn) {
    const bool isLeader = drawn.glyph.shape == NodeShape::Leader;
    const std::uint32_t ticks =
        isLeader ? node.settings.electionTicks : node.electionTimer.timeoutTicks;
    drawn.hasTimer =
        drawn.glyph.shape != NodeShape::Down && drawn.glyph.shape != NodeShape::Unreachable &&
        drawn.glyph.shape != NodeShape::Removed && drawn.glyph.shape != NodeShape::Learner;
    if (!drawn.hasTimer || ticks == 0 || node.settings.tickNs == 0) {
        return;
    }
    const double whole = static_cast<double>(node.settings.tickNs) * ticks;
    const double gone = static_cast<double>(frame.moment.nanoseconds()) -
                        static_cast<double>(node.electionTimer.since.nanoseconds());
    drawn.timerLeft = std::clamp(1.0 - gone / whole, 0.0, 1.0);
    if (isLeader) {
        const std::uint32_t beats =
            node.settings.electionTicks / std::max(1U, node.settings.heartbeatTicks);
        drawn.heartbeatTicks = std::clamp(beats, 1U, 24U);
    }
}

void addPetals(const NodeState& node, const Frame& frame, const RingLayout& layout,
               SceneNode& drawn) {
    const bool isJoint = node.configuration.isJoint();
    if (!campaigns(node) && !(node.role == Role::Leader && isJoint)) {
        return;
    }
    drawn.glyph.radius = kVoterRadius;
    drawn.glyph.hasPetals = true;
    const double outer = kVoterRadius * (isJoint ? 0.79 : 0.73);
    const double inner = kVoterRadius * 0.5;
    if (isJoint) {
        drawn.rings = {outer, inner};
    }
    const auto add = [&](const std::vector<raft::NodeId>& voters, double reach) {
        const std::size_t first = drawn.petals.size();
        for (const raft::NodeId peer : voters) {
            const NodePlace* place = layout.find(peer);
            if (peer == node.id || place == nullptr) {
                continue;
            }
            const QPointF way = place->centre - drawn.centre;
            drawn.petals.push_back(
                {peer, std::atan2(way.y(), way.x()), reach, petalOf(node, peer, frame.state)});
        }
        spreadPetals(drawn.petals, first, isJoint ? 0.28 * outer / reach : 0.38);
    };
    add(node.configuration.voters, outer);
    add(node.configuration.votersOutgoing, inner);
}

}  // namespace

SceneNode nodeSceneOf(const NodeState& node, const Frame& frame, const RingLayout& layout) {
    SceneNode drawn;
    drawn.id = node.id;
    const NodePlace* place = layout.find(node.id);
    if (place != nullptr) {
        drawn.centre = place->centre;
        drawn.label = place->label;
        drawn.labelScale = layout.labelScale;
    }
    drawn.glyph.radius = kNodeRadius;
    drawn.glyph.term = node.term;
    drawn.glyph.isPaused = node.condition == NodeCondition::Paused;
    drawn.glyph.shape = shapeOf(node, configurationOf(frame.state));
    drawn.name = nameOf(node.id);
    drawn.role = roleText(node, drawn.glyph.shape, frame.state);
    if (isRunning(node)) {
        addPetals(node, frame, layout, drawn);
    }
    addTimer(node, frame, drawn);
    return drawn;
}

}  // namespace quorate::gui
