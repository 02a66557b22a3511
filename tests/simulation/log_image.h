// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "engine/raft/raft_log.h"
#include "tests/simulation/chain.h"

namespace quorate::simulation {

/// The log of a running core as it looks from outside, with the chain of every entry, kept up to
/// date by looking at no more than what can have changed.
class LogImage {
public:
    struct Slot {
        raft::Term term;
        Chain chain{kEmptyChain};
        bool isConfChange{false};
    };
    /// What an update found.
    struct Change {
        raft::Index lastBefore;    ///< where the log ended before
        raft::Index firstChanged;  ///< the first entry that is other than it was, or gone; or 0
        raft::Index firstNew;      ///< entries from here to the end were not there; 0 without any
    };

    /// A log that starts behind an entry with this index and chain.
    LogImage(raft::Index before, Chain chainBefore)
        : m_before(before), m_chainBefore(chainBefore), m_scannedFrom(before.next()) {}

    /// Looks at the log again.
    Change update(const raft::RaftLog& log);
    void push(Slot slot) { m_slots.push_back(slot); }

    [[nodiscard]] raft::Index before() const noexcept { return m_before; }
    [[nodiscard]] raft::Index lastIndex() const noexcept { return m_before + m_slots.size(); }
    /// Null outside of (before(), lastIndex()].
    [[nodiscard]] const Slot* find(raft::Index index) const noexcept;
    /// Nothing outside of [before(), lastIndex()].
    [[nodiscard]] std::optional<Chain> chainAt(raft::Index index) const noexcept;

private:
    void moveStart(const raft::RaftLog& log);
    void take(const raft::Entry& entry, Change& change);

    raft::Index m_before;
    Chain m_chainBefore;
    std::vector<Slot> m_slots;
    /// Entries before it were stable when they were last looked at: they cannot change any more.
    raft::Index m_scannedFrom;
    raft::Entries m_page;
};

}  // namespace quorate::simulation
