// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/node_state.h"

#include <algorithm>

namespace quorate::observe {

PeerProgress* NodeState::findProgress(raft::NodeId peer) noexcept {
    const auto found = std::find_if(progress.begin(), progress.end(),
                                    [peer](const PeerProgress& p) { return p.peer == peer; });
    return found != progress.end() ? &*found : nullptr;
}

const PeerProgress* NodeState::findProgress(raft::NodeId peer) const noexcept {
    const auto found = std::find_if(progress.begin(), progress.end(),
                                    [peer](const PeerProgress& p) { return p.peer == peer; });
    return found != progress.end() ? &*found : nullptr;
}

std::vector<raft::NodeId> membersOf(const raft::ConfState& configuration) {
    std::vector<raft::NodeId> ids = configuration.voters;
    ids.insert(ids.end(), configuration.votersOutgoing.begin(), configuration.votersOutgoing.end());
    ids.insert(ids.end(), configuration.learners.begin(), configuration.learners.end());
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

}  // namespace quorate::observe
