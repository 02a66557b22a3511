// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/random.h"
#include "engine/raft/memory_storage.h"
#include "engine/raft/storage.h"
#include "tests/simulation/stored_log.h"

namespace quorate::simulation {

/// The log of one node on a disk that is honest and nothing more: what was written can be read at
/// once, and survives a crash only if it was synced; of the rest any first part may survive.
///
/// The writes of one Ready go out in the order hard state, snapshot, entries, as records of one
/// log. Where a crash leaves a commit index without its entries, recovery takes it back to the
/// last entry.
class Disk final : public raft::Storage {
public:
    /// `snapshot` null: a blank disk.
    Disk(const raft::HardState& state, std::shared_ptr<const raft::Snapshot> snapshot);

    // --- raft::Storage: what was written
    [[nodiscard]] Result<raft::InitialState> initialState() const override;
    Result<void> entries(raft::Index low, raft::Index high, std::uint64_t maxSize,
                         raft::Entries& out) const override;
    [[nodiscard]] Result<raft::Term> term(raft::Index index) const override;
    [[nodiscard]] raft::Index firstIndex() const override;
    [[nodiscard]] raft::Index lastIndex() const override;
    [[nodiscard]] Result<std::shared_ptr<const raft::Snapshot>> snapshot() const override;

    // --- the writes of a node
    void write(const std::optional<raft::HardState>& state,
               const std::shared_ptr<const raft::Snapshot>& snapshot, raft::EntrySpan entries);
    void sync();
    /// A snapshot of the applied state, after which the log up to `compactTo` may go. Synced at
    /// once. False where a newer one is there.
    bool makeSnapshot(const raft::Snapshot& snapshot, raft::Index compactTo);

    // --- what happens to it
    /// The unsynced writes that `random` does not spare are gone. Says whether any are.
    bool crash(Random& random);
    /// Whether a snapshot was asked for since this was last asked: a new member needs one that
    /// knows of it, which the latest need not.
    [[nodiscard]] bool takeSnapshotWanted() const noexcept {
        return std::exchange(m_isSnapshotWanted, false);
    }
    /// While busy, snapshots are temporarily unavailable.
    void setBusy(bool busy) noexcept { m_isBusy = busy; }
    /// The configuration as of what the state machine has applied, for the next start.
    void setConfState(raft::ConfState state) { m_confState = std::move(state); }

    [[nodiscard]] const StoredLog& durable() const noexcept { return m_durable; }

private:
    using Write = std::variant<raft::HardState, std::shared_ptr<const raft::Snapshot>, raft::Entry>;

    void makeDurable(std::size_t count);
    void rebuild();

    std::unique_ptr<raft::MemoryStorage> m_readable;
    StoredLog m_durable;
    std::vector<Write> m_unsynced;
    raft::ConfState m_confState;
    bool m_isBusy{false};
    mutable bool m_isSnapshotWanted{false};
};

}  // namespace quorate::simulation
