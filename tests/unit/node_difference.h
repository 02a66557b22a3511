// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/observe/node_state.h"

namespace quorate::test {

/// What the core does not tell of a node is not compared: what the runtime knows, when the timer
/// started, and the indexes of what is in flight.
inline observe::NodeState comparable(observe::NodeState state) {
    state.runtime = {};
    state.incarnation = 0;
    state.electionTimer.since = {};
    for (observe::PeerProgress& peer : state.progress) {
        const std::uint64_t bytes = peer.inflightBytes();
        peer.inflights.assign(peer.inflights.size(), {});
        if (!peer.inflights.empty()) {
            peer.inflights.front().bytes = bytes;
        }
    }
    return state;
}

/// Empty, or the first thing that differs.
inline std::string difference(const observe::NodeState& rebuilt, const observe::NodeState& live) {
    const observe::NodeState ours = comparable(rebuilt);
    std::string text;
    const auto compare = [&text](bool equal, const char* what) {
        text += equal ? "" : std::string(" ") + what;
    };
    compare(ours.condition == live.condition, "condition");
    compare(ours.term == live.term, "term");
    compare(ours.vote == live.vote, "vote");
    compare(ours.role == live.role, "role");
    compare(ours.lead == live.lead, "lead");
    compare(ours.log.entries == live.log.entries, "entries");
    compare(ours.log.before == live.log.before, "before");
    compare(ours.log.committed == live.log.committed, "committed");
    compare(ours.log.applying == live.log.applying, "applying");
    compare(ours.log.applied == live.log.applied, "applied");
    compare(ours.log.unstableOffset == live.log.unstableOffset, "unstableOffset");
    compare(ours.log.offsetInProgress == live.log.offsetInProgress, "offsetInProgress");
    compare(ours.log.unstableSnapshot == live.log.unstableSnapshot, "unstableSnapshot");
    compare(ours.configuration == live.configuration, "configuration");
    compare(ours.electionTimer == live.electionTimer, "electionTimer");
    compare(ours.votes == live.votes, "votes");
    compare(ours.progress == live.progress, "progress");
    compare(ours.leadTransferee == live.leadTransferee, "leadTransferee");
    compare(ours.pendingConfIndex == live.pendingConfIndex, "pendingConfIndex");
    compare(ours == live, "(something)");
    return text.empty() ? text : "node " + std::to_string(live.id.value()) + ":" + text;
}

}  // namespace quorate::test
