// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/raft/types.h"
#include "engine/stage/checks/per_node.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// In one life of a node neither its commit index nor its applied index nor the revision of its
/// store goes back, and nothing is applied that is not committed. After a restart the commit index
/// may be an older one: on its own it is never synced.
class CommitMonotony : Check {
public:
    explicit CommitMonotony(Verdicts& verdicts) : Check("CommitMonotony", verdicts) {}

    void progressed(raft::NodeId node, raft::Index committed, raft::Index applied) {
        if (!exercise()) {
            return;
        }
        Progress& before = m_progress[node];
        if (committed < before.committed || applied < before.applied) {
            violated(node, "went back", before, {committed, applied, 0});
        } else if (applied > committed) {
            violated(node, "applied more than is committed", before, {committed, applied, 0});
        }
        before.committed = committed;
        before.applied = applied;
    }
    /// The state machine has come to this revision; 0 where it does not say.
    void reached(raft::NodeId node, std::uint64_t revision) {
        if (revision == 0 || !exercise()) {
            return;
        }
        std::uint64_t& before = m_progress[node].revision;
        if (revision < before) {
            Check::violated(node, "node " + toString(node) + " went back to revision " +
                                      std::to_string(revision) + " from " + std::to_string(before));
        }
        before = revision;
    }
    void restarted(raft::NodeId node) { m_progress[node] = Progress(); }

private:
    struct Progress {
        raft::Index committed;
        raft::Index applied;
        std::uint64_t revision{0};
    };

    void violated(raft::NodeId node, const char* what, Progress before, Progress now) {
        const auto text = [](Progress progress) {
            return "committed " + toString(progress.committed) + ", applied " +
                   toString(progress.applied);
        };
        Check::violated(node, "node " + toString(node) + " " + what + ": " + text(now) + " after " +
                                  text(before));
    }

    PerNode<Progress> m_progress;
};

}  // namespace quorate::stage
