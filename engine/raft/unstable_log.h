// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "engine/raft/entry.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/types.h"

namespace quorate::raft {

/// The tail of the log that stable storage is not yet known to hold, and perhaps a snapshot that
/// comes before that tail.
///
///     entries()[i].index == offset() + i
///     offset() <= offsetInProgress() <= offset() + entries().size()
///     snapshot() != nullptr  =>  offset() > snapshot index
///     a snapshot in progress =>  there is a snapshot
///
/// [offset, offsetInProgress) is handed out for writing and not yet confirmed; the rest was never
/// handed out. Storage may hold older entries at the same indexes: those here override them.
///
/// A write confirms the version() in which it was ordered. The version grows whenever entries that
/// were handed out are replaced; from then on earlier writes confirm nothing, whatever entries come
/// to stand in their places, and the write that follows confirms everything.
class UnstableLog {
public:
    explicit UnstableLog(Index offset) : m_offset(offset), m_offsetInProgress(offset) {}

    /// The first index of the log, known here only through a snapshot.
    [[nodiscard]] std::optional<Index> maybeFirstIndex() const noexcept {
        return m_snapshot != nullptr ? std::optional<Index>(m_snapshot->metadata.index.next())
                                     : std::nullopt;
    }
    /// The last index of the log, where this part has an entry or a snapshot.
    [[nodiscard]] std::optional<Index> maybeLastIndex() const noexcept {
        if (m_begin != m_entries.size()) {
            return end().previous();
        }
        return m_snapshot != nullptr ? std::optional<Index>(m_snapshot->metadata.index)
                                     : std::nullopt;
    }
    /// The term at `index`, where this part knows it.
    [[nodiscard]] std::optional<Term> maybeTerm(Index index) const noexcept {
        if (index >= m_offset) {
            return index < end() ? std::optional<Term>(m_entries[m_begin + (index - m_offset)].term)
                                 : std::nullopt;
        }
        const bool isSnapshots = m_snapshot != nullptr && m_snapshot->metadata.index == index;
        return isSnapshots ? std::optional<Term>(m_snapshot->metadata.term) : std::nullopt;
    }

    /// What is to be written next: never handed out yet.
    [[nodiscard]] EntrySpan nextEntries() const noexcept;
    [[nodiscard]] std::shared_ptr<const Snapshot> nextSnapshot() const noexcept;
    [[nodiscard]] bool hasNextSnapshot() const noexcept {
        return m_snapshot != nullptr && !m_snapshotInProgress;
    }

    /// All that nextEntries and nextSnapshot returned is being written.
    void acceptInProgress() noexcept;

    /// The entries up to `id` are stable. False, and ignored, where that was known, and where the
    /// entry here is another one: it was replaced while its predecessor was being written.
    bool stableTo(EntryId id);

    /// The snapshot at `index` is stable. Ignored for any but the present one.
    void stableSnapshotTo(Index index) noexcept;

    /// Replaces everything by the snapshot.
    void restore(std::shared_ptr<const Snapshot> snapshot);

    /// Appends consecutive entries, which replace all from the first one's index on. That index
    /// must not lie beyond the end.
    void truncateAndAppend(EntrySpan newEntries);

    /// The entries of [low, high), which must lie here.
    [[nodiscard]] EntrySpan slice(Index low, Index high) const;

    [[nodiscard]] EntrySpan entries() const noexcept {
        return EntrySpan(m_entries).subspan(m_begin);
    }
    [[nodiscard]] Index offset() const noexcept { return m_offset; }
    [[nodiscard]] Index offsetInProgress() const noexcept { return m_offsetInProgress; }
    [[nodiscard]] const std::shared_ptr<const Snapshot>& snapshot() const noexcept {
        return m_snapshot;
    }
    [[nodiscard]] bool isSnapshotInProgress() const noexcept { return m_snapshotInProgress; }
    [[nodiscard]] std::uint64_t version() const noexcept { return m_version; }

private:
    [[nodiscard]] Index end() const noexcept { return m_offset + (m_entries.size() - m_begin); }
    void dropFront(std::size_t count);

    std::shared_ptr<const Snapshot> m_snapshot;
    bool m_snapshotInProgress{false};
    /// What lies before m_begin is stable and empty; it is removed in bulk, so that confirming
    /// entries one by one stays cheap.
    Entries m_entries;
    std::size_t m_begin{0};
    Index m_offset;
    Index m_offsetInProgress;
    std::uint64_t m_version{0};
};

}  // namespace quorate::raft
