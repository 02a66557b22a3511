// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "engine/raft/types.h"
#include "engine/stage/checks/committed_log.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// State Machine Safety (Figure 3): if a server has applied a log entry at a given index to its
/// state machine, no other server will ever apply a different log entry for the same index. Here
/// already for what is committed, and across restarts.
class StateMachineSafety : Check {
public:
    StateMachineSafety(CommittedLog& committed, Verdicts& verdicts)
        : Check("StateMachineSafety", verdicts), m_committed(committed) {}

    /// A node of this term knows its log to be committed up to `last`. `log` has chainAt(index),
    /// nothing where that is not known.
    template <class Log>
    void committed(raft::NodeId node, raft::Term term, const Log& log, raft::Index last) {
        const bool isOn = exercise();
        const raft::Index known = std::min(last, m_committed.lastIndex());
        const auto agreed = log.chainAt(known);
        if (const auto* committed = m_committed.find(known);
            committed != nullptr && agreed && committed->chain != *agreed) {
            if (isOn) {
                violated(node, "node " + toString(node) + " committed another log up to entry " +
                                   toString(known) + " than was committed before");
            }
            return;
        }
        // The others compare with this, so it grows even where this rule is switched off.
        for (raft::Index i = m_committed.lastIndex().next(); i <= last; i = i.next()) {
            const auto chain = log.chainAt(i);
            if (!chain) {
                if (isOn) {
                    violated(node, "node " + toString(node) + " committed entry " + toString(i) +
                                       ", of which nobody knows what it is");
                }
                return;
            }
            m_committed.add({*chain, term});
        }
    }

    /// The state machine of a node has come to `chain` with entry `last`.
    void applied(raft::NodeId node, raft::Index last, Chain chain) {
        if (!exercise()) {
            return;
        }
        const CommittedLog::Committed* known = m_committed.find(last);
        if (last > m_committed.lastIndex() || (known != nullptr && known->chain != chain)) {
            violated(node, "node " + toString(node) + " applied an entry " + toString(last) +
                               (known == nullptr ? " that is not committed"
                                                 : " other than the committed one"));
        }
    }

private:
    CommittedLog& m_committed;
};

}  // namespace quorate::stage
