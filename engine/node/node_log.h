// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/base/result.h"
#include "engine/node/recovered_state.h"
#include "engine/raft/memory_storage.h"
#include "engine/raft/storage.h"

namespace quorate::node {

/// The stable log as the core reads it: the image in memory of what the LogStore holds, the latest
/// snapshot of the SnapshotStore, and the configuration as of the applied index.
///
/// The log begins right behind the latest snapshot or before; only where a disk has lost its
/// snapshots does it begin later, until the next one is taken.
class NodeLog final : public raft::Storage {
public:
    /// Takes over what a restart found. Corrupted where its parts do not fit together.
    Result<void> recover(const RecoveredState& recovered);

    [[nodiscard]] Result<raft::InitialState> initialState() const override;
    Result<void> entries(raft::Index low, raft::Index high, std::uint64_t maxSize,
                         raft::Entries& out) const override {
        return m_log.entries(low, high, maxSize, out);
    }
    [[nodiscard]] Result<raft::Term> term(raft::Index index) const override {
        return m_log.term(index);
    }
    [[nodiscard]] raft::Index firstIndex() const override { return m_log.firstIndex(); }
    [[nodiscard]] raft::Index lastIndex() const override { return m_log.lastIndex(); }
    /// SnapshotTemporarilyUnavailable where the latest one is older than the configuration (a
    /// member that is not in it would not take it), or there is none that the log goes on from.
    /// Then a newer one is wanted.
    [[nodiscard]] Result<std::shared_ptr<const raft::Snapshot>> snapshot() const override;

    // What became stable.
    void setHardState(const raft::HardState& state) { m_log.setHardState(state); }
    Result<void> append(raft::EntrySpan entries) { return m_log.append(entries); }
    Result<void> restore(const raft::SnapshotMetadata& metadata);
    void snapshotSaved(const raft::SnapshotMetadata& metadata);
    /// The configuration has changed with this entry, which is applied.
    void configurationChanged(raft::Index index) noexcept { m_configurationIndex = index; }
    Result<void> compact(raft::Index index) { return m_log.compact(index); }

    /// Somebody needs a snapshot that is not there yet.
    [[nodiscard]] bool isSnapshotWanted() const noexcept { return m_isSnapshotWanted; }
    [[nodiscard]] raft::Index snapshotIndex() const noexcept { return m_snapshot->metadata.index; }
    [[nodiscard]] raft::EntryId snapshotId() const noexcept { return m_snapshot->id(); }

private:
    raft::MemoryStorage m_log;
    raft::ConfState m_initialConfState;
    std::shared_ptr<const raft::Snapshot> m_snapshot{std::make_shared<raft::Snapshot>()};
    raft::Index m_configurationIndex;
    /// Set by the question alone: the core that asks sees a log that it cannot change.
    mutable bool m_isSnapshotWanted{false};
};

}  // namespace quorate::node
