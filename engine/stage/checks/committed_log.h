// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/types.h"
#include "engine/stage/checks/chain.h"
#include "engine/stage/checks/index_window.h"

namespace quorate::stage {

/// What the group has committed, as far as anybody in it ever knew: the truth that all checks
/// compare with. Grows and never changes; what is old is forgotten.
class CommittedLog {
public:
    struct Committed {
        Chain chain{kEmptyChain};
        /// The term of the node that was the first to know.
        raft::Term by;
    };

    /// 0 while nothing is known.
    [[nodiscard]] raft::Index lastIndex() const noexcept { return m_last; }
    /// Null beyond the last one, and for what is forgotten; index 0 is no entry.
    [[nodiscard]] const Committed* find(raft::Index index) const noexcept {
        return index > m_start && index <= m_last ? m_committed.find(index) : nullptr;
    }
    /// All up to `index` is committed, and nobody knows what it is. Only where nothing is known.
    void startAt(raft::Index index) noexcept {
        m_start = index;
        m_last = index;
    }
    /// The next one.
    void add(Committed committed) {
        m_last = m_last.next();
        *m_committed.reach(m_last) = committed;
    }

    /// The last entry that was committed in a term before `term`; 0 without any, or where that is
    /// forgotten.
    [[nodiscard]] raft::Index lastBefore(raft::Term term) const noexcept {
        for (raft::Index index = m_last;; index = index.previous()) {
            const Committed* committed = find(index);
            if (committed == nullptr) {
                return raft::Index(0);
            }
            if (committed->by < term) {
                return index;
            }
        }
    }

private:
    raft::Index m_start;
    raft::Index m_last;
    IndexWindow<Committed> m_committed;
};

}  // namespace quorate::stage
