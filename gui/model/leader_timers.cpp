// SPDX-License-Identifier: Apache-2.0
#include "gui/model/leader_timers.h"

#include <algorithm>

#include "gui/model/cluster_facts.h"

namespace quorate::gui {

std::optional<LeaderTimers> leaderTimersOf(const observe::NodeState& node, observe::Moment now) {
    const observe::CoreSettings& settings = node.settings;
    if (node.role != raft::Role::Leader || !isRunning(node) || settings.tickNs == 0 ||
        settings.electionTicks == 0 || settings.heartbeatTicks == 0) {
        return std::nullopt;
    }
    LeaderTimers timers;
    timers.checkEveryNs = settings.tickNs * settings.electionTicks;
    timers.heartbeatEveryNs = settings.tickNs * settings.heartbeatTicks;
    const std::uint64_t since =
        now.nanoseconds() - std::min(now.nanoseconds(), node.electionTimer.since.nanoseconds());
    // Late where its thread did not come to it, or while it is paused.
    timers.sinceCheckNs = std::min(since, timers.checkEveryNs);
    // Both counts begin at once, when it begins to lead; a transfer begins that of checks anew.
    if (settings.electionTicks % settings.heartbeatTicks == 0 &&
        node.leadTransferee == raft::kNoNode && node.condition == observe::NodeCondition::Up) {
        timers.sinceHeartbeatNs = since % timers.heartbeatEveryNs;
    }
    for (const observe::PeerProgress& peer : node.progress) {
        const bool isHeard = peer.peer == node.id || peer.isRecentlyActive;
        if (isHeard && isVoterIn(node.configuration, peer.peer)) {
            timers.heard.push_back(peer.peer);
        }
    }
    timers.hasQuorum = isQuorum(node.configuration, timers.heard);
    if (settings.checkQuorum) {
        const std::uint64_t left = timers.checkEveryNs - timers.sinceCheckNs;
        timers.leadsForNs = left + (timers.hasQuorum ? timers.checkEveryNs : 0);
    }
    return timers;
}

}  // namespace quorate::gui
