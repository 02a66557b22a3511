// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "engine/base/result.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/entry.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

namespace quorate::raft {

/// What a node finds when it starts.
struct InitialState {
    HardState hardState;
    ConfState confState;
};

/// The stable part of the log, read by the core and written by whoever handles Ready.
///
/// Holds the entries [firstIndex, lastIndex]; what lies before is covered by a snapshot whose last
/// entry is firstIndex - 1, and the term of that one entry is still known. All calls are made on
/// the node's own executor and must answer from memory.
///
/// Errors: Compacted for entries before firstIndex, Unavailable for those after lastIndex. Any
/// other error breaks the node.
class Storage {
public:
    Storage() = default;
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;
    virtual ~Storage() = default;

    [[nodiscard]] virtual Result<InitialState> initialState() const = 0;

    /// Appends the entries of [low, high) to `out`, up to `maxSize` bytes of limitSize, but at
    /// least one; `low` < `high`.
    virtual Result<void> entries(Index low, Index high, std::uint64_t maxSize,
                                 Entries& out) const = 0;

    /// The term of an entry in [firstIndex - 1, lastIndex].
    [[nodiscard]] virtual Result<Term> term(Index index) const = 0;

    [[nodiscard]] virtual Index firstIndex() const = 0;
    [[nodiscard]] virtual Index lastIndex() const = 0;

    /// The latest snapshot, at firstIndex - 1 or later; SnapshotTemporarilyUnavailable while one is
    /// being made, after which the core asks again.
    [[nodiscard]] virtual Result<std::shared_ptr<const Snapshot>> snapshot() const = 0;
};

}  // namespace quorate::raft
