// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "engine/raft/types.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// Election Safety (Figure 3): at most one leader can be elected in a given term.
class ElectionSafety {
public:
    explicit ElectionSafety(Verdict& verdict) : m_verdict(verdict) {}

    /// `leader` leads in `term`; in another life of the same node it may not do so again, since it
    /// may have forgotten what it proposed.
    void elected(raft::Term term, raft::NodeId leader, std::uint32_t life) {
        const auto [known, isNew] = m_leaders.try_emplace(term, leader, life);
        if (!isNew && known->second != std::pair(leader, life)) {
            m_verdict.violated("ElectionSafety",
                               "term " + toString(term) + " is led by node " + toString(leader) +
                                   " in its life " + std::to_string(life) + ", and was by node " +
                                   toString(known->second.first) + " in its life " +
                                   std::to_string(known->second.second));
        }
    }

private:
    Verdict& m_verdict;
    std::map<raft::Term, std::pair<raft::NodeId, std::uint32_t>> m_leaders;
};

}  // namespace quorate::simulation
