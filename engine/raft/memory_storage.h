// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>

#include "engine/raft/storage.h"

namespace quorate::raft {

/// The stable log in memory. On its own it is a test's storage; above a write-ahead log it is the
/// readable image of what that log holds.
///
///     firstIndex() - 1 <= snapshot index            (where there is a snapshot)
///     entries are consecutive from firstIndex() to lastIndex()
///
/// Belongs to one executor. A refused call changes nothing.
class MemoryStorage final : public Storage {
public:
    [[nodiscard]] Result<InitialState> initialState() const override;
    Result<void> entries(Index low, Index high, std::uint64_t maxSize, Entries& out) const override;
    [[nodiscard]] Result<Term> term(Index index) const override;
    [[nodiscard]] Index firstIndex() const override { return m_before.index.next(); }
    [[nodiscard]] Index lastIndex() const override { return m_before.index + m_entries.size(); }
    [[nodiscard]] Result<std::shared_ptr<const Snapshot>> snapshot() const override;

    void setHardState(const HardState& state) { m_hardState = state; }
    [[nodiscard]] const HardState& hardState() const noexcept { return m_hardState; }

    /// Appends entries, consecutive among themselves, and drops all that they replace. Those that
    /// lie before firstIndex are passed over. Unavailable where a gap would arise.
    Result<void> append(EntrySpan newEntries);

    /// Replaces everything by a snapshot. SnapshotOutOfDate unless it is newer than the one here.
    Result<void> applySnapshot(Snapshot snapshot);

    /// Makes a snapshot of the state at `index`, which must be in the log. Without a configuration
    /// the one of the previous snapshot holds on. SnapshotOutOfDate, Unavailable.
    Result<void> createSnapshot(Index index, const ConfState* confState, Bytes data);

    /// Drops all entries up to and including `index`. Compacted, Unavailable.
    Result<void> compact(Index index);

private:
    HardState m_hardState;
    std::shared_ptr<const Snapshot> m_snapshot{std::make_shared<Snapshot>()};
    /// The entry before the first one: compacted, but its term is needed for log matching.
    EntryId m_before;
    std::deque<Entry> m_entries;
};

}  // namespace quorate::raft
