// SPDX-License-Identifier: Apache-2.0
#include "gui/session/live/live_session.h"

#include <algorithm>

#include "gui/session/live/live_driver.h"

namespace quorate::gui {

namespace {

constexpr qint64 kLookIntervalMs = 250;
constexpr std::uint64_t kSecond = 1'000'000'000;
/// A connection that is silent for so long is given up; see network::PeerOptions.
constexpr std::uint64_t kLongestWayNs = 5 * kSecond;

bool isDown(const observe::NodeState* node) {
    return node == nullptr || (node->condition != observe::NodeCondition::Up &&
                               node->condition != observe::NodeCondition::Paused);
}

/// Why a message that left cannot arrive any more; nothing where it can.
std::optional<observe::DropReason> whyLost(const observe::ClusterState& state,
                                           const observe::MessageInFlight& message,
                                           observe::Moment now) {
    const observe::NodeState* to = state.findNode(message.link.to);
    if (isDown(to)) {
        return observe::DropReason::NodeDown;
    }
    // What waits for a paused node waits in its socket.
    if (to->condition == observe::NodeCondition::Paused) {
        return std::nullopt;
    }
    const std::uint64_t began = std::max(message.left.nanoseconds(), message.due.nanoseconds());
    const std::uint64_t limit = isDown(state.findNode(message.link.from)) ? kSecond : kLongestWayNs;
    return now.nanoseconds() > began + limit ? std::optional(observe::DropReason::Disconnected)
                                             : std::nullopt;
}

}  // namespace

Result<std::unique_ptr<LiveSession>> LiveSession::open(const QString& folder) {
    auto opened = openFolder(folder);
    if (!opened) {
        return opened.error();
    }
    return start(std::move(*opened));
}

std::unique_ptr<LiveSession> LiveSession::start(Opened opened) {
    const QString folder = opened.folder;
    std::unique_ptr<LiveSession> session(new LiveSession(std::move(opened)));
    RecordingKeeper& recording = session->recording();
    LiveDriver::FirstEvent first;
    for (std::uint64_t id = 0; id < session->file().unusedNode().value(); ++id) {
        const observe::SourceId source(static_cast<std::uint16_t>(id));
        first[source] = recording.nextSequence(source);
    }
    session->m_sinceLooked.start();
    connect(&recording, &RecordingKeeper::advanced, session.get(), &LiveSession::lookForLost);
    session->drive(std::make_unique<LiveDriver>(
                       session->file(), folder, recording.latest()->state, std::move(first),
                       session->publisher(),
                       [keeper = &recording](observe::SourceId source) { keeper->end(source); }),
                   QStringLiteral("live"));
    return session;
}

bool LiveSession::can(Ability ability) const {
    switch (ability) {
    case Ability::RunNodes:
    case Ability::Timers:
    case Ability::LinkConditions:
    case Ability::Disks:
    case Ability::Members:
    case Ability::Cuts:
        return true;
    case Ability::Speed:
    case Ability::SingleMessages:
    case Ability::Clocks:
    case Ability::Points:
    case Ability::Sabotage:
    case Ability::PowerLoss:
    case Ability::Arming:
        return false;
    }
    return false;
}

void LiveSession::lookForLost() {
    if (m_sinceLooked.elapsed() < kLookIntervalMs) {
        return;
    }
    m_sinceLooked.restart();
    const LatestPtr& latest = recording().latest();
    std::vector<observe::MessageDropped> suspected;
    std::vector<observe::MessageDropped> lost;
    for (const observe::MessageInFlight& message : latest->state.messagesInFlight()) {
        const auto reason = whyLost(latest->state, message, latest->through);
        if (!reason) {
            continue;
        }
        // Seen twice: a node that just goes on again takes first what waits for it.
        const bool wasSuspected =
            std::any_of(m_suspected.begin(), m_suspected.end(),
                        [&message](const auto& seen) { return seen.key == message.key; });
        (wasSuspected ? lost : suspected).push_back({message.link, message.key, *reason});
    }
    m_suspected = std::move(suspected);
    if (!lost.empty()) {
        inDriver([lost = std::move(lost)](SessionDriver& driver) { driver.tellLost(lost); });
    }
}

}  // namespace quorate::gui
