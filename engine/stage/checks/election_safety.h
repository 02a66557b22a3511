// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "engine/raft/types.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// Election Safety (Figure 3): at most one leader can be elected in a given term.
class ElectionSafety : Check {
public:
    explicit ElectionSafety(Verdicts& verdicts) : Check("ElectionSafety", verdicts) {}

    /// `leader` leads in `term`; in another life of the same node it may not do so again, since it
    /// may have forgotten what it proposed.
    void elected(raft::Term term, raft::NodeId leader, std::uint64_t life) {
        if (!exercise()) {
            return;
        }
        const auto [known, isNew] = m_leaders.try_emplace(term, leader, life);
        if (!isNew && known->second != std::pair(leader, life)) {
            violated(leader, "term " + toString(term) + " is led by node " + toString(leader) +
                                 " in its life " + std::to_string(life) + ", and was by node " +
                                 toString(known->second.first) + " in its life " +
                                 std::to_string(known->second.second));
        }
        if (m_leaders.size() > kRemembered) {
            m_leaders.erase(m_leaders.begin());
        }
    }

private:
    static constexpr std::size_t kRemembered = 4096;

    std::map<raft::Term, std::pair<raft::NodeId, std::uint64_t>> m_leaders;
};

}  // namespace quorate::stage
