// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/types.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// Leader Append-Only (Figure 3): a leader never overwrites or deletes entries in its log; it only
/// appends new entries.
class LeaderAppendOnly : Check {
public:
    explicit LeaderAppendOnly(Verdicts& verdicts) : Check("LeaderAppendOnly", verdicts) {}

    /// The log of a node that led before and leads since, in the same term, is another one from
    /// entry `firstChanged` on (0 for none); it ended with `lastBefore`.
    void changed(raft::NodeId leader, raft::Index firstChanged, raft::Index lastBefore) {
        if (exercise() && firstChanged != raft::Index(0) && firstChanged <= lastBefore) {
            violated(leader, "leader " + toString(leader) + " changed its entry " +
                                 toString(firstChanged) + " of " + toString(lastBefore));
        }
    }
};

}  // namespace quorate::stage
