// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "engine/raft/types.h"
#include "tests/simulation/chain.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// Log Matching (Figure 3): if two logs contain an entry with the same index and term, then the
/// logs are identical in all entries up through the given index.
///
/// Every entry that was ever seen in any log is remembered with its chain, which stands for all
/// entries before it; so comparing one number compares the new entry's log with all others, past
/// ones included.
class LogMatching {
public:
    explicit LogMatching(Verdict& verdict) : m_verdict(verdict) {}

    /// The log of `node` has an entry with this place and chain.
    void seen(raft::NodeId node, raft::EntryId id, Chain chain) {
        const std::uint64_t place = id.index.value();
        if (place >= m_seen.size()) {
            m_seen.resize(place + 1);
        }
        for (const auto& [term, known] : m_seen[place]) {
            if (term == id.term) {
                if (known != chain) {
                    m_verdict.violated("LogMatching", "entry " + toString(id.index) + " of term " +
                                                          toString(id.term) + " on node " +
                                                          toString(node) +
                                                          " ends another log than elsewhere");
                }
                return;
            }
        }
        m_seen[place].emplace_back(id.term, chain);
    }

private:
    Verdict& m_verdict;
    /// By index; few terms each.
    std::vector<std::vector<std::pair<raft::Term, Chain>>> m_seen;
};

}  // namespace quorate::simulation
