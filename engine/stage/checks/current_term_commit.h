// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/types.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// A leader commits by counting only up to an entry of its own term (§5.4.2).
class CurrentTermCommit : Check {
public:
    explicit CurrentTermCommit(Verdicts& verdicts) : Check("CurrentTermCommit", verdicts) {}

    /// A leader of this term committed up to `last`.
    void committed(raft::NodeId leader, raft::Term term, raft::EntryId last) {
        if (exercise() && last.term != term) {
            violated(leader,
                     "leader " + toString(leader) + " of term " + toString(term) +
                         " committed entry " + toString(last.index) +
                         " by counting, which is of term " + toString(last.term),
                     {last});
        }
    }
};

}  // namespace quorate::stage
