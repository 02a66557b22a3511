// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "engine/raft/types.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// The term on a node's disk never goes back, whatever happens to the node (Figure 2: currentTerm
/// "increases monotonically"); nor does the term that a running node is in.
class TermMonotony {
public:
    explicit TermMonotony(Verdict& verdict) : m_verdict(verdict) {}

    void stored(raft::NodeId node, raft::Term term) { check(m_stored[node], node, term, "stored"); }
    void entered(raft::NodeId node, raft::Term term) {
        check(m_entered[node], node, term, "entered");
    }
    /// It starts again in what it finds on its disk.
    void restarted(raft::NodeId node) { m_entered.erase(node); }

private:
    void check(raft::Term& before, raft::NodeId node, raft::Term term, const char* what) {
        if (term < before) {
            m_verdict.violated("TermMonotony", "node " + toString(node) + " " + what + " term " +
                                                   toString(term) + " after term " +
                                                   toString(before));
        }
        before = term;
    }

    Verdict& m_verdict;
    std::map<raft::NodeId, raft::Term> m_stored;
    std::map<raft::NodeId, raft::Term> m_entered;
};

}  // namespace quorate::simulation
