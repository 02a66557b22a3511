// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/types.h"
#include "engine/stage/checks/committed_log.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// Leader Completeness (Figure 3): if a log entry is committed in a given term, then that entry
/// will be present in the logs of the leaders for all higher-numbered terms.
class LeaderCompleteness : Check {
public:
    LeaderCompleteness(const CommittedLog& committed, Verdicts& verdicts)
        : Check("LeaderCompleteness", verdicts), m_committed(committed) {}

    /// `log` has before(), up to where it is compacted, and chainAt(index), nothing beyond its end.
    template <class Log>
    void elected(raft::Term term, raft::NodeId leader, const Log& log) {
        if (!exercise()) {
            return;
        }
        const raft::Index last = m_committed.lastBefore(term);
        if (last == raft::Index(0) || last <= log.before()) {
            return;
        }
        const auto chain = log.chainAt(last);
        if (chain != m_committed.find(last)->chain) {
            violated(leader, "leader " + toString(leader) + " of term " + toString(term) +
                                 (chain ? " has another log up to the committed entry "
                                        : " lacks the committed entry ") +
                                 toString(last));
        }
    }

private:
    const CommittedLog& m_committed;
};

}  // namespace quorate::stage
