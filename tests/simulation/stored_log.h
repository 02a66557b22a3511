// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/raft/entry.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/state.h"
#include "tests/simulation/chain.h"

namespace quorate::simulation {

/// What a disk certainly holds after a crash, with the chain of every entry.
///
///     entries()[i].index == before().index + 1 + i
///     before() is covered by snapshot(), or is the start of all logs
class StoredLog {
public:
    void setHardState(const raft::HardState& state) { m_hardState = state; }
    /// Replaces what stands in its place and behind it; passed over where it is compacted.
    void append(const raft::Entry& entry);
    /// Replaces everything.
    void restore(std::shared_ptr<const raft::Snapshot> snapshot);
    /// A snapshot of this log's own making.
    void setSnapshot(std::shared_ptr<const raft::Snapshot> snapshot) {
        m_snapshot = std::move(snapshot);
    }
    /// Drops all entries up to `index`, which must be in the log.
    void compact(raft::Index index);

    [[nodiscard]] const raft::HardState& hardState() const noexcept { return m_hardState; }
    [[nodiscard]] raft::EntryId before() const noexcept { return m_before; }
    [[nodiscard]] Chain chainBefore() const noexcept { return m_chainBefore; }
    [[nodiscard]] const raft::Entries& entries() const noexcept { return m_entries; }
    /// Null without one.
    [[nodiscard]] const std::shared_ptr<const raft::Snapshot>& snapshot() const noexcept {
        return m_snapshot;
    }
    [[nodiscard]] raft::Index lastIndex() const noexcept {
        return m_before.index + m_entries.size();
    }
    /// What is compacted was there.
    [[nodiscard]] bool holds(raft::EntryId id) const noexcept;
    /// Nothing outside of [before().index, lastIndex()].
    [[nodiscard]] std::optional<Chain> chainAt(raft::Index index) const noexcept;

private:
    raft::HardState m_hardState;
    std::shared_ptr<const raft::Snapshot> m_snapshot;
    raft::EntryId m_before;
    Chain m_chainBefore{kEmptyChain};
    raft::Entries m_entries;
    std::vector<Chain> m_chains;
};

}  // namespace quorate::simulation
