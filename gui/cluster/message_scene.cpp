// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "gui/cluster/lane_geometry.h"
#include "gui/cluster/scene.h"

namespace quorate::gui {

namespace {

/// So many on one lane are drawn as one.
constexpr std::size_t kCrowd = 10;
/// Between messages that are held on one lane.
constexpr double kHeldApart = 18.0;

using OnLane = std::vector<const observe::MessageInFlight*>;

MessageGlyph glyphFor(const observe::MessageInFlight& message) {
    MessageGlyph glyph = glyphOf(message.type, message.term, message.reject);
    glyph.isHeld = message.isHeld;
    return glyph;
}

/// Most of them look like this.
MessageGlyph commonGlyph(const OnLane& messages) {
    std::vector<std::pair<MessageGlyph, std::size_t>> counts;
    for (const observe::MessageInFlight* message : messages) {
        MessageGlyph glyph = glyphOf(message->type, message->term, false);
        const auto known =
            std::find_if(counts.begin(), counts.end(),
                         [&glyph](const auto& counted) { return counted.first == glyph; });
        if (known == counts.end()) {
            counts.emplace_back(glyph, 1);
        } else {
            ++known->second;
        }
    }
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

void addSingly(const OnLane& messages, const SceneLane& lane, observe::Moment moment,
               Scene& scene) {
    const auto held = static_cast<double>(
        std::count_if(messages.begin(), messages.end(),
                      [](const observe::MessageInFlight* message) { return message->isHeld; }));
    double heldBefore = 0.0;
    for (const observe::MessageInFlight* message : messages) {
        SceneMessage drawn;
        drawn.message = *message;
        drawn.glyph = glyphFor(*message);
        const double flight = flightOf(*message, moment);
        drawn.centre = lane.line.pointAt(flight);
        drawn.filled = flight;
        drawn.angle = std::atan2(lane.line.dy(), lane.line.dx());
        if (message->isHeld) {
            // The first one is in front.
            const double along = ((held - 1.0) / 2.0 - heldBefore) * kHeldApart;
            drawn.centre += directionOf(lane.line) * along;
            heldBefore += 1.0;
        }
        scene.messages.push_back(std::move(drawn));
    }
}

}  // namespace

void addMessages(const Frame& frame, Scene& scene) {
    std::map<observe::Link, OnLane> byLane;
    for (const observe::MessageInFlight& message : frame.state.messagesInFlight()) {
        byLane[message.link].push_back(&message);
    }
    for (const auto& [link, messages] : byLane) {
        const SceneLane* lane = scene.find(link);
        if (lane == nullptr) {
            continue;
        }
        if (messages.size() >= kCrowd) {
            scene.crowds.push_back(
                {link, lane->line.pointAt(0.5), messages.size(), commonGlyph(messages)});
        } else {
            addSingly(messages, *lane, frame.moment, scene);
        }
    }
}

namespace {

constexpr double kMarkReach = 9.0;

/// As near as it can be to where it is wanted on the lane without lying on a node or on what one is
/// called.
double placeBesideNodes(const QLineF& lane, double wanted, const Scene& scene) {
    constexpr double kStep = 0.02;
    constexpr int kSteps = 50;
    for (const double reach : {kMarkReach, 0.5}) {
        const auto isFree = [&](double at) {
            const QPointF point = lane.pointAt(at);
            return std::none_of(scene.nodes.begin(), scene.nodes.end(), [&](const SceneNode& node) {
                return node.label.adjusted(-reach, -reach, reach, reach).contains(point) ||
                       QLineF(node.centre, point).length() <
                           node.glyph.radius + kTimerArcAt + reach;
            });
        };
        for (int i = 0; i <= kSteps; ++i) {
            for (const double at : {wanted - i * kStep, wanted + i * kStep}) {
                if (at >= 0.0 && at <= 1.0 && isFree(at)) {
                    return at;
                }
            }
        }
    }
    return wanted;
}

}  // namespace

void addLosses(const std::vector<Loss>& losses, Scene& scene) {
    for (const Loss& loss : losses) {
        for (const ScenePair& pair : scene.pairs) {
            for (const SceneLane& lane : pair.lanes) {
                if (lane.link != loss.message.link) {
                    continue;
                }
                const bool isForward = lane.link == pair.lanes[0].link;
                const double cut = isForward ? pair.cutAt : 1.0 - pair.cutAt;
                SceneMessage drawn;
                drawn.message = loss.message;
                drawn.glyph = glyphFor(loss.message);
                drawn.glyph.isHeld = false;
                drawn.glyph.isLost = true;
                // Just before the cut, so that both can be seen.
                const double wanted = loss.atCut ? std::max(0.0, cut - 0.09) : loss.flight;
                drawn.centre = lane.line.pointAt(placeBesideNodes(lane.line, wanted, scene));
                drawn.filled = loss.flight;
                scene.messages.push_back(std::move(drawn));
            }
        }
    }
}

}  // namespace quorate::gui
