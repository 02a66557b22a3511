// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/base/result.h"
#include "engine/node/log_device.h"
#include "engine/raft/entry.h"
#include "engine/raft/state.h"
#include "storage/wal/record.h"

namespace quorate::storage {

/// What the records of a log amount to. They are given to it in order, from the first segment that
/// is there; what the released ones held is not needed, but for what the head says of it.
///
///     entries()[i].index == m_base + 1 + i
///
/// Errors are Corrupted: records that are whole, and do not fit together.
class LogReplay {
public:
    /// The head of the first segment.
    explicit LogReplay(const WalHead& head);

    /// Anything but a head.
    Result<void> take(WalRecord record);
    /// The head of the next segment, which repeats what the replay has come to.
    Result<void> continueWith(const WalHead& head);

    /// The last entry, or what the log starts behind.
    [[nodiscard]] raft::EntryId last() const noexcept {
        return m_entries.empty() ? m_before : m_entries.back().id();
    }
    [[nodiscard]] const raft::EntryId& start() const noexcept { return m_start; }
    [[nodiscard]] const raft::HardState& hardState() const noexcept { return m_hardState; }
    /// The lowest index that the present segment has replaced: entries of earlier segments from
    /// there on are dead.
    [[nodiscard]] raft::Index lowest() const noexcept { return m_lowest; }

    /// The whole; nothing may be asked after it.
    Result<node::LogDevice::Recovered> finish();

private:
    Result<void> takeEntry(raft::Entry entry);
    void takeSnapshot(const raft::EntryId& id);
    Result<void> takeRelease(const raft::EntryId& id);

    raft::HardState m_hardState;
    raft::EntryId m_start;
    raft::Index m_base;
    /// The entry at `m_base`; asked for only while there are no entries.
    raft::EntryId m_before;
    raft::Entries m_entries;
    raft::Index m_lowest;
};

}  // namespace quorate::storage
