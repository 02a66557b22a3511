// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/observe/entry_runs.h"
#include "engine/observe/log_runs.h"
#include "engine/raft/types.h"

namespace quorate::observe {

/// One node's log as a picture needs it: what is in it, and how far it is written, committed and
/// applied. Changes as raft::RaftLog and raft::UnstableLog do, event by event.
///
///     applied <= applying <= committed <= last()
///     unstableOffset <= offsetInProgress <= last() + 1
struct LogState {
    /// The last entry that is compacted away, or covered by the snapshot at the log's beginning.
    raft::EntryId before;
    LogRuns entries;
    raft::Index committed;
    raft::Index applying;
    raft::Index applied;
    raft::Index unstableOffset{1};    ///< all before it is stable
    raft::Index offsetInProgress{1};  ///< all before it is stable or being written
    raft::Index unstableSnapshot;     ///< waits to be installed; 0 without one

    [[nodiscard]] raft::Index first() const noexcept { return entries.first(); }
    [[nodiscard]] raft::Index last() const noexcept {
        return raft::Index(entries.end().value() - 1);
    }
    /// Of an entry in [first - 1, last].
    [[nodiscard]] std::optional<raft::Term> term(raft::Index index) const;
    [[nodiscard]] raft::EntryId lastId() const;

    /// New entries, which replace all from their first index on.
    void append(const EntryRuns& appended);
    /// All that was unstable is being written, and all committed up to `lastCommitted` (0 for
    /// nothing new) being applied.
    void readyTaken(raft::Index lastCommitted);
    void stableTo(raft::EntryId id);
    void appliedTo(raft::Index index);
    /// A snapshot took the place of everything, in memory.
    void restore(raft::EntryId snapshot);
    /// That snapshot is on stable storage.
    void installed(raft::Index snapshot);
    void compact(raft::EntryId lastGone);

    friend bool operator==(const LogState&, const LogState&) = default;
};

}  // namespace quorate::observe
