// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "engine/raft/entry.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

namespace quorate::node {

/// One write to the log: everything that gathered while the last one ran.
struct LogWrite {
    /// Names the write in its completion; grows.
    std::uint64_t number{0};
    std::optional<raft::HardState> hardState;
    /// Consecutive. They replace all that the log holds from the first one's index on.
    raft::Entries entries;
    /// The log starts anew behind this snapshot, which is installed already.
    std::optional<raft::EntryId> snapshot;
    /// Whether the write must be on stable storage when it completes. Where not, it may be lost in
    /// a crash, together with all that follows it.
    bool mustSync{false};
};

/// The durable log (its tail in the cache of a disk, its synced part for ever). Calls return at
/// once; the work runs beside the node, one write at a time, and ends with exactly one
/// Node::logWritten(). After a failed write there is no other.
class LogStore {
public:
    LogStore() = default;
    LogStore(const LogStore&) = delete;
    LogStore& operator=(const LogStore&) = delete;
    virtual ~LogStore() = default;

    virtual void write(LogWrite write) = 0;
    /// Entries up to `index` are needed by nobody: the state has them durably, or a durable
    /// snapshot covers them, from which a state is recovered whose store lost more than that
    /// (recovery.h).
    virtual void release(raft::Index index) = 0;
};

}  // namespace quorate::node
