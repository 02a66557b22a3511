// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/types.h"
#include "engine/stage/checks/per_node.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// The term on a node's disk never goes back, whatever happens to the node (Figure 2: currentTerm
/// "increases monotonically"); nor does the term that a running node is in.
class TermMonotony : Check {
public:
    explicit TermMonotony(Verdicts& verdicts) : Check("TermMonotony", verdicts) {}

    void stored(raft::NodeId node, raft::Term term) { check(m_stored[node], node, term, "stored"); }
    void entered(raft::NodeId node, raft::Term term) {
        check(m_entered[node], node, term, "entered");
    }
    /// Somebody emptied its disk.
    void wiped(raft::NodeId node) { m_stored[node] = raft::Term(0); }
    /// It starts again in what it finds on its disk.
    void restarted(raft::NodeId node) { m_entered[node] = raft::Term(0); }

private:
    void check(raft::Term& before, raft::NodeId node, raft::Term term, const char* what) {
        if (!exercise()) {
            return;
        }
        if (term < before) {
            violated(node, "node " + toString(node) + " " + what + " term " + toString(term) +
                               " after term " + toString(before));
        }
        before = term;
    }

    PerNode<raft::Term> m_stored;
    PerNode<raft::Term> m_entered;
};

}  // namespace quorate::stage
