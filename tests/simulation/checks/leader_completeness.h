// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/simulation/committed_log.h"
#include "tests/simulation/log_image.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// Leader Completeness (Figure 3): if a log entry is committed in a given term, then that entry
/// will be present in the logs of the leaders for all higher-numbered terms.
class LeaderCompleteness {
public:
    LeaderCompleteness(const CommittedLog& committed, Verdict& verdict)
        : m_committed(committed), m_verdict(verdict) {}

    void elected(raft::Term term, raft::NodeId leader, const LogImage& log) {
        const raft::Index last = m_committed.lastBefore(term);
        if (last == raft::Index(0) || last <= log.before()) {
            return;
        }
        const auto chain = log.chainAt(last);
        if (chain != m_committed.find(last)->chain) {
            m_verdict.violated("LeaderCompleteness",
                               "leader " + toString(leader) + " of term " + toString(term) +
                                   (chain ? " has another log up to the committed entry "
                                          : " lacks the committed entry ") +
                                   toString(last));
        }
    }

private:
    const CommittedLog& m_committed;
    Verdict& m_verdict;
};

}  // namespace quorate::simulation
