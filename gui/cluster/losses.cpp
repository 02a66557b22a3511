// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/losses.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "gui/cluster/lane_geometry.h"
#include "gui/model/cluster_facts.h"

namespace quorate::gui {

namespace {

/// More at once would only cover each other.
constexpr std::size_t kMost = 64;

std::optional<Loss> lossOf(const observe::MessageInFlight& message, const Frame& after) {
    if (isCut(after.state, message.link)) {
        return Loss{message, 0.5, true};
    }
    const observe::NodeState* to = after.state.findNode(message.link.to);
    if (to != nullptr && !isRunning(*to)) {
        return Loss{message, 0.97, false};
    }
    if (message.due > after.moment) {
        return Loss{message, flightOf(message, after.moment), false};
    }
    return std::nullopt;
}

}  // namespace

std::vector<Loss> lossesBetween(const Frame& before, const Frame& after) {
    std::vector<Loss> losses;
    if (after.eventCount < before.eventCount || after.moment < before.moment) {
        return losses;
    }
    const auto& now = after.state.messagesInFlight();
    for (const observe::MessageInFlight& message : before.state.messagesInFlight()) {
        const bool isThere = std::any_of(
            now.begin(), now.end(),
            [&message](const observe::MessageInFlight& other) { return other.key == message.key; });
        if (!isThere) {
            if (auto loss = lossOf(message, after)) {
                losses.push_back(std::move(*loss));
            }
        }
    }
    return losses;
}

void LossMemory::add(std::vector<Loss> losses, std::int64_t nowMs) {
    for (Loss& loss : losses) {
        m_kept.push_back({std::move(loss), nowMs});
    }
    if (m_kept.size() > kMost) {
        m_kept.erase(m_kept.begin(), m_kept.end() - static_cast<std::ptrdiff_t>(kMost));
    }
}

std::vector<Loss> LossMemory::recent(std::int64_t nowMs) {
    m_kept.erase(
        std::remove_if(m_kept.begin(), m_kept.end(),
                       [nowMs](const Kept& kept) { return nowMs - kept.sinceMs >= kSeenMs; }),
        m_kept.end());
    std::vector<Loss> losses;
    for (const Kept& kept : m_kept) {
        losses.push_back(kept.loss);
    }
    return losses;
}

}  // namespace quorate::gui
