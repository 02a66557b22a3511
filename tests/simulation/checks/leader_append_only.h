// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/types.h"
#include "tests/simulation/log_image.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// Leader Append-Only (Figure 3): a leader never overwrites or deletes entries in its log; it only
/// appends new entries.
class LeaderAppendOnly {
public:
    explicit LeaderAppendOnly(Verdict& verdict) : m_verdict(verdict) {}

    /// The log of a node that led before and leads since, in the same term, changed so.
    void changed(raft::NodeId leader, const LogImage::Change& change) {
        if (change.firstChanged != raft::Index(0) && change.firstChanged <= change.lastBefore) {
            m_verdict.violated("LeaderAppendOnly", "leader " + toString(leader) +
                                                       " changed its entry " +
                                                       toString(change.firstChanged) + " of " +
                                                       toString(change.lastBefore));
        }
    }

private:
    Verdict& m_verdict;
};

}  // namespace quorate::simulation
