// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "engine/base/result.h"
#include "engine/raft/entry.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/storage.h"
#include "engine/raft/types.h"
#include "engine/raft/unstable_log.h"

namespace quorate::raft {

/// What an append from a leader did to a log.
struct AppendOutcome {
    Index last;        ///< the logs agree up to here
    Index firstNew;    ///< the first entry that was not here yet; 0 without one
    Index lastBefore;  ///< where the log ended; at or behind firstNew, its tail was replaced
};

/// The log as the protocol sees it: the stable part behind Storage, the unstable part above it, and
/// how far it is committed and applied (Figure 2: log[], commitIndex, lastApplied).
///
///     applied() <= applying() <= committed() <= lastIndex()
///     [applied + 1, applying] is handed out to be applied and not yet confirmed
///
/// `storage` must outlive the log.
class RaftLog {
public:
    /// `maxApplyingSize` bounds, in bytes of limitSize, what is handed out to be applied and not
    /// yet confirmed.
    RaftLog(const Storage& storage, std::uint64_t maxApplyingSize);

    // --- what is in it

    [[nodiscard]] Index firstIndex() const;
    [[nodiscard]] Index lastIndex() const;
    [[nodiscard]] EntryId lastEntryId() const;
    /// The last entry that is known to be on stable storage; without a snapshot that waits to be.
    [[nodiscard]] EntryId lastStableEntryId() const;
    /// Compacted or Unavailable outside of [firstIndex - 1, lastIndex].
    [[nodiscard]] Result<Term> term(Index index) const;
    /// As term(), but nothing where the index is out of bounds.
    [[nodiscard]] std::optional<Term> maybeTerm(Index index) const;
    [[nodiscard]] bool matches(EntryId id) const { return maybeTerm(id.index) == id.term; }
    /// Whether a log that ends with `theirs` has all that this one has (§5.4.1).
    [[nodiscard]] bool isUpToDate(EntryId theirs) const;

    /// Appends the entries from `low` on, up to `maxSize` bytes but at least one, to `out`.
    /// Compacted where `low` is.
    Result<void> entriesFrom(Index low, std::uint64_t maxSize, Entries& out) const;
    /// The entries of [low, high), likewise.
    Result<void> slice(Index low, Index high, std::uint64_t maxSize, Entries& out) const;
    /// The snapshot that covers what is compacted; SnapshotTemporarilyUnavailable.
    [[nodiscard]] Result<std::shared_ptr<const Snapshot>> snapshot() const;

    /// The largest index at most `index` whose term here is at most `term`, and that term; a term
    /// of 0 where it is not known. What a follower hints at when it rejects, and what a leader
    /// makes of such a hint: it skips whole terms instead of single entries (§5.3, last remark).
    [[nodiscard]] EntryId findConflictByTerm(Index index, Term term) const;

    // --- how it changes

    /// AppendEntries (§5.3, Figure 2 steps 2 to 4), or nothing where the entry `previous` is not
    /// here. `newEntries` are consecutive and follow it.
    std::optional<AppendOutcome> maybeAppend(EntryId previous, EntrySpan newEntries);
    /// Appends at the end, or replaces what is not committed.
    Index append(EntrySpan newEntries);
    /// Never goes back.
    void commitTo(Index index);
    /// Commits `at` if it is an entry of that very term (§5.4.2), and says whether anything
    /// changed.
    bool maybeCommit(EntryId at);
    void restore(std::shared_ptr<const Snapshot> snapshot);

    // --- what there is to do with it

    [[nodiscard]] const UnstableLog& unstable() const noexcept { return m_unstable; }
    void acceptUnstable() noexcept { m_unstable.acceptInProgress(); }
    void stableTo(EntryId id) { m_unstable.stableTo(id); }
    void stableSnapshotTo(Index index) { m_unstable.stableSnapshotTo(index); }

    /// Committed entries to be applied next. Entries that are only in memory may be applied before
    /// they are stable here (`allowUnstable`): a quorum has them.
    void nextCommittedEntries(bool allowUnstable, Entries& out) const;
    [[nodiscard]] bool hasNextCommittedEntries(bool allowUnstable) const;
    /// The entries up to `index`, of `size` bytes, are being applied.
    void acceptApplying(Index index, std::uint64_t size, bool allowUnstable);
    void appliedTo(Index index, std::uint64_t size);

    [[nodiscard]] Index committed() const noexcept { return m_committed; }
    [[nodiscard]] Index applying() const noexcept { return m_applying; }
    [[nodiscard]] Index applied() const noexcept { return m_applied; }

private:
    [[nodiscard]] Index maxAppliableIndex(bool allowUnstable) const;
    void checkBounds(Index low, Index high) const;

    const Storage& m_storage;
    UnstableLog m_unstable;
    Index m_committed;
    Index m_applying;
    Index m_applied;
    std::uint64_t m_maxApplyingSize;
    std::uint64_t m_applyingSize{0};
    /// No more is handed out until some of it is confirmed.
    bool m_applyingPaused{false};
};

}  // namespace quorate::raft
