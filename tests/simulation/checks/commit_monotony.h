// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "engine/raft/types.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// In one life of a node neither its commit index nor its applied index goes back, and nothing is
/// applied that is not committed. After a restart the commit index may be an older one: on its own
/// it is never synced.
class CommitMonotony {
public:
    explicit CommitMonotony(Verdict& verdict) : m_verdict(verdict) {}

    void progressed(raft::NodeId node, raft::Index committed, raft::Index applied) {
        Progress& before = m_progress[node];
        if (committed < before.committed || applied < before.applied) {
            violated(node, "went back", before, {committed, applied});
        } else if (applied > committed) {
            violated(node, "applied more than is committed", before, {committed, applied});
        }
        before = {committed, applied};
    }
    void restarted(raft::NodeId node) { m_progress.erase(node); }

private:
    struct Progress {
        raft::Index committed;
        raft::Index applied;
    };

    void violated(raft::NodeId node, const char* what, Progress before, Progress now) {
        const auto text = [](Progress progress) {
            return "committed " + toString(progress.committed) + ", applied " +
                   toString(progress.applied);
        };
        m_verdict.violated("CommitMonotony", "node " + toString(node) + " " + what + ": " +
                                                 text(now) + " after " + text(before));
    }

    Verdict& m_verdict;
    std::map<raft::NodeId, Progress> m_progress;
};

}  // namespace quorate::simulation
