// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/raft/types.h"

namespace quorate::storage {

/// The terms of a log's entries, which come in runs: few numbers for many entries.
///
///     runs are sorted by index, and the first one begins at or before start
class TermRuns {
public:
    /// An empty log behind this entry.
    explicit TermRuns(const raft::EntryId& start) : m_runs{start} {}

    /// The entry at its index; those behind it are gone. It is at most one behind the last.
    void append(const raft::EntryId& id);
    /// The first index that is asked for from now on.
    void release(raft::Index index);
    /// Of an index from the start to the last entry.
    [[nodiscard]] raft::Term at(raft::Index index) const;

private:
    /// The first index of each run with its term.
    std::vector<raft::EntryId> m_runs;
};

}  // namespace quorate::storage
