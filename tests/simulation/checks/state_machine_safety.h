// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "tests/simulation/committed_log.h"
#include "tests/simulation/log_image.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// State Machine Safety (Figure 3): if a server has applied a log entry at a given index to its
/// state machine, no other server will ever apply a different log entry for the same index. Here
/// already for what is committed, and across restarts.
class StateMachineSafety {
public:
    StateMachineSafety(CommittedLog& committed, Verdict& verdict)
        : m_committed(committed), m_verdict(verdict) {}

    /// A node of this term knows its log to be committed up to `last`.
    void committed(raft::NodeId node, raft::Term term, const LogImage& log, raft::Index last) {
        const raft::Index known = std::min(last, m_committed.lastIndex());
        const auto agreed = log.chainAt(known);
        if (const auto* committed = m_committed.find(known);
            committed != nullptr && agreed && committed->chain != *agreed) {
            m_verdict.violated("StateMachineSafety",
                               "node " + toString(node) + " committed another log up to entry " +
                                   toString(known) + " than was committed before");
            return;
        }
        for (raft::Index i = m_committed.lastIndex().next(); i <= last; i = i.next()) {
            const auto chain = log.chainAt(i);
            if (!chain) {
                m_verdict.violated("StateMachineSafety", "node " + toString(node) +
                                                             " committed entry " + toString(i) +
                                                             ", of which nobody knows what it is");
                return;
            }
            m_committed.add({*chain, term});
        }
    }

    /// The state machine of a node has come to `chain` with entry `last`.
    void applied(raft::NodeId node, raft::Index last, Chain chain) {
        const CommittedLog::Committed* known = m_committed.find(last);
        if (known == nullptr || known->chain != chain) {
            m_verdict.violated("StateMachineSafety",
                               "node " + toString(node) + " applied an entry " + toString(last) +
                                   (known == nullptr ? " that is not committed"
                                                     : " other than the committed one"));
        }
    }

private:
    CommittedLog& m_committed;
    Verdict& m_verdict;
};

}  // namespace quorate::simulation
