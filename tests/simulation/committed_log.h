// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "engine/raft/types.h"
#include "tests/simulation/chain.h"

namespace quorate::simulation {

/// What the group has committed, as far as anybody in it ever knew: the truth that all checks
/// compare with. Grows and never changes.
class CommittedLog {
public:
    struct Committed {
        Chain chain{kEmptyChain};
        /// The term of the node that was the first to know.
        raft::Term by;
    };

    [[nodiscard]] raft::Index lastIndex() const noexcept { return raft::Index(m_committed.size()); }
    /// Null beyond the last one; index 0 is no entry.
    [[nodiscard]] const Committed* find(raft::Index index) const noexcept {
        return index > raft::Index(0) && index <= lastIndex() ? &m_committed[index.value() - 1]
                                                              : nullptr;
    }
    /// The next one.
    void add(Committed committed) { m_committed.push_back(committed); }

    /// The last entry that was committed in a term before `term`; 0 without any.
    [[nodiscard]] raft::Index lastBefore(raft::Term term) const noexcept {
        raft::Index index = lastIndex();
        while (index > raft::Index(0) && m_committed[index.value() - 1].by >= term) {
            index = index.previous();
        }
        return index;
    }

private:
    std::vector<Committed> m_committed;
};

}  // namespace quorate::simulation
