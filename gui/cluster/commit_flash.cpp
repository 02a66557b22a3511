// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/commit_flash.h"

#include <algorithm>

#include "gui/model/cluster_facts.h"

namespace quorate::gui {

std::optional<Commit> commitBetween(const Frame& before, const Frame& after) {
    if (after.eventCount < before.eventCount) {
        return std::nullopt;
    }
    const observe::NodeState* leader = leaderOf(after.state);
    const observe::NodeState* earlier =
        leader != nullptr ? before.state.findNode(leader->id) : nullptr;
    if (earlier == nullptr || earlier->term != leader->term ||
        earlier->log.committed >= leader->log.committed) {
        return std::nullopt;
    }
    Commit commit;
    commit.index = leader->log.committed;
    for (const observe::PeerProgress& peer : leader->progress) {
        if (peer.match >= commit.index && isVoterIn(leader->configuration, peer.peer)) {
            commit.nodes.push_back(peer.peer);
        }
    }
    return commit;
}

void CommitFlash::begin(const Commit& commit, std::int64_t nowMs) {
    if (!m_beganMs || nowMs - *m_beganMs >= kPauseMs) {
        m_nodes = commit.nodes;
        m_beganMs = nowMs;
    }
}

double CommitFlash::strength(std::int64_t nowMs) const {
    if (!m_beganMs) {
        return 0.0;
    }
    const double part = static_cast<double>(nowMs - *m_beganMs) / kFlashMs;
    return std::clamp(1.0 - part, 0.0, 1.0);
}

}  // namespace quorate::gui
