// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/quorum.h"
#include "engine/raft/types.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// A leader commits only what a quorum of its configuration has on stable storage, of both halves
/// while it is joint (§5.3, §6).
class QuorumCommit : Check {
public:
    explicit QuorumCommit(Verdicts& verdicts) : Check("QuorumCommit", verdicts) {}

    /// A leader committed its log up to `last`. `holds(NodeId)`: whether the disk of that node
    /// certainly has the same log up to there; what it compacted counts, since that was committed
    /// before.
    template <class Holds>
    void committed(raft::NodeId leader, raft::EntryId last, const raft::JointConfig& voters,
                   const Holds& holds) {
        if (!exercise()) {
            return;
        }
        const auto held = [&](raft::NodeId id) { return holds(id) ? last.index : raft::Index(0); };
        if (voters.committedIndex(held) < last.index) {
            violated(leader,
                     "leader " + toString(leader) + " committed entry " + toString(last.index) +
                         ", which no quorum of " + toString(voters) + " has on its disks",
                     {last});
        }
    }
};

}  // namespace quorate::stage
