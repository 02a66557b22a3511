// SPDX-License-Identifier: Apache-2.0
#include "network/peer/link_faults.h"

#include <algorithm>
#include <utility>

namespace quorate::network {

namespace {

constexpr std::uint64_t kMillion = 1'000'000;
/// A link that is very slow must not fill the memory: beyond so many messages what comes is lost.
constexpr std::size_t kMostKept = 65536;

}  // namespace

LinkFaults::LinkFaults(const Random& random, Release release, QObject* parent)
    : QObject(parent), m_random(random), m_release(std::move(release)) {
    m_clock.start();
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &LinkFaults::releaseDue);
}

void LinkFaults::setCut(raft::NodeId peer, LinkDirection direction, bool isCut) {
    Link& link = m_links[peer];
    (direction == LinkDirection::ToPeer ? link.isCutTo : link.isCutFrom) = isCut;
}

bool LinkFaults::isCut(raft::NodeId peer, LinkDirection direction) const {
    const auto found = m_links.find(peer);
    return found != m_links.end() &&
           (direction == LinkDirection::ToPeer ? found->second.isCutTo : found->second.isCutFrom);
}

bool LinkFaults::isCut(raft::NodeId peer) const {
    return isCut(peer, LinkDirection::ToPeer) || isCut(peer, LinkDirection::FromPeer);
}

void LinkFaults::setRules(raft::NodeId peer, std::vector<observe::LinkRule> rules) {
    m_links[peer].rules = std::move(rules);
}

observe::LinkCondition LinkFaults::conditionFor(const Link& link, raft::MessageType type) {
    observe::LinkCondition general;
    for (const observe::LinkRule& rule : link.rules) {
        if (rule.type == type) {
            return rule.condition;
        }
        if (!rule.type) {
            general = rule.condition;
        }
    }
    return general;
}

bool LinkFaults::happens(std::uint32_t millionths) {
    return millionths > 0 && m_random.below(kMillion) < millionths;
}

LinkFaults::Fate LinkFaults::judge(const raft::Message& message) {
    const auto found = m_links.find(message.to);
    if (found == m_links.end()) {
        return {};
    }
    Link& link = found->second;
    if (link.isCutTo) {
        return {observe::DropReason::LinkCut};
    }
    const std::uint64_t now = nowNs();
    if (link.rules.empty() && link.lastDueNs <= now) {
        return {};
    }
    const observe::LinkCondition condition = conditionFor(link, message.type);
    if (happens(condition.lossMillionths)) {
        return {observe::DropReason::Loss};
    }
    std::uint64_t due =
        now + m_random.between(condition.minDelayNs,
                               std::max(condition.minDelayNs, condition.maxDelayNs));
    if (!happens(condition.reorderMillionths)) {
        // What left before arrives before.
        due = std::max(due, link.lastDueNs);
        link.lastDueNs = due;
    }
    if (due > now && m_kept.size() >= kMostKept) {
        return {observe::DropReason::QueueFull};
    }
    return {std::nullopt, due - now, due, happens(condition.duplicateMillionths)};
}

void LinkFaults::keep(raft::Message message, std::uint64_t dueNs) {
    m_kept.emplace(dueNs, std::move(message));
    schedule();
}

void LinkFaults::schedule() {
    if (m_kept.empty()) {
        m_timer.stop();
        return;
    }
    const std::uint64_t due = m_kept.begin()->first;
    const std::uint64_t now = nowNs();
    m_timer.start(due > now ? static_cast<int>((due - now + 999'999) / 1'000'000) : 0);
}

void LinkFaults::releaseDue() {
    std::vector<raft::Message> due;
    const auto end = m_kept.upper_bound(nowNs());
    for (auto kept = m_kept.begin(); kept != end; kept = m_kept.erase(kept)) {
        due.push_back(std::move(kept->second));
    }
    schedule();
    m_release(std::move(due));
}

}  // namespace quorate::network
