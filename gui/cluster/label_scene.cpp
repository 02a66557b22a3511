// SPDX-License-Identifier: Apache-2.0
#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "gui/cluster/scene.h"
#include "gui/model/wording.h"

namespace quorate::gui {

namespace {

/// More would be a text to read rather than a picture.
constexpr std::size_t kMostLabels = 6;
constexpr double kAside = 11.0;
constexpr double kGlyph = 8.0;
constexpr double kCutMark = 8.0;

QRectF around(QPointF centre, double reach) {
    return {centre - QPointF(reach, reach), QSizeF(2.0 * reach, 2.0 * reach)};
}

QString say(const char* text) {
    return QCoreApplication::translate("ClusterView", text);
}

QString plainTextFor(const observe::MessageInFlight& message) {
    switch (message.type) {
    case raft::MessageType::VoteResp:
        return message.reject ? say(QT_TRANSLATE_NOOP("ClusterView", "vote refused"))
                              : say(QT_TRANSLATE_NOOP("ClusterView", "vote granted"));
    case raft::MessageType::PreVoteResp:
        return message.reject ? say(QT_TRANSLATE_NOOP("ClusterView", "pre-vote refused"))
                              : say(QT_TRANSLATE_NOOP("ClusterView", "pre-vote granted"));
    case raft::MessageType::Vote:
    case raft::MessageType::PreVote:
    case raft::MessageType::Snap:
    case raft::MessageType::TimeoutNow:
        return wordFor(message.type);
    default:
        return {};  // what is sent all the time needs no name
    }
}

QString textFor(const SceneMessage& drawn, const Frame& frame) {
    if (drawn.glyph.isLost) {
        return say(QT_TRANSLATE_NOOP("ClusterView", "%1 lost")).arg(wordFor(drawn.message.type));
    }
    const QString text = plainTextFor(drawn.message);
    const bool isOnItsWay = drawn.message.due > frame.moment && !drawn.message.isHeld;
    if (text.isEmpty() || frame.isRunning || !isOnItsWay) {
        return text;
    }
    return say(QT_TRANSLATE_NOOP("ClusterView", "%1, %2 away"))
        .arg(text, durationText(drawn.message.due.nanoseconds() - frame.moment.nanoseconds()));
}

/// Beside the glyph, where it covers nothing and the fewest lanes.
std::optional<QRectF> placeFor(QPointF centre, const QSizeF& size, const Occupied& occupied) {
    const double w = size.width();
    const double h = size.height();
    const std::array<QPointF, 6> corners{
        QPointF(-w / 2.0, -kAside - h), QPointF(-w / 2.0, kAside), QPointF(kAside, -h - 2.0),
        QPointF(-kAside - w, -h - 2.0), QPointF(kAside, 2.0),      QPointF(-kAside - w, 2.0)};
    std::optional<QRectF> best;
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (const QPointF& corner : corners) {
        const QRectF box(centre + corner, size);
        const std::size_t lines = occupied.linesThrough(box);
        if (lines < least && occupied.isFree(box)) {
            best = box;
            least = lines;
        }
    }
    return best;
}

}  // namespace

void addLabels(const Frame& frame, const RingLayout& layout, const SceneOptions& options,
               Scene& scene) {
    if (!options.measure) {
        return;
    }
    Occupied occupied = layout.occupied();
    for (const ScenePair& pair : scene.pairs) {
        for (const SceneLane& lane : pair.lanes) {
            occupied.addLine(lane.line);
            if (lane.isCut) {
                const double at = &lane == &pair.lanes[0] ? pair.cutAt : 1.0 - pair.cutAt;
                occupied.addBox(around(lane.line.pointAt(at), kCutMark));
            }
            if (!lane.chip.isEmpty()) {
                occupied.addBox(lane.chipBox);
            }
        }
    }
    if (scene.partition.hasLine()) {
        occupied.addLine(scene.partition.line);
    }
    for (const SceneMessage& message : scene.messages) {
        occupied.addBox(around(message.centre, kGlyph));
    }
    // What was lost first: nobody sees it again.
    for (const bool isLost : {true, false}) {
        for (const SceneMessage& message : scene.messages) {
            if (message.glyph.isLost != isLost || scene.labels.size() >= kMostLabels) {
                continue;
            }
            const QString text = textFor(message, frame);
            if (text.isEmpty()) {
                continue;
            }
            if (const auto box = placeFor(message.centre, options.measure(text), occupied)) {
                scene.labels.push_back({text, *box, isLost});
                occupied.addBox(*box);
            }
        }
    }
}

}  // namespace quorate::gui
