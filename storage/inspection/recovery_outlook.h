// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"
#include "storage/file_system.h"

namespace quorate::storage {

/// What a node would begin with, if it started from a directory as it is now.
struct RecoveryOutlook {
    raft::HardState hardState;
    /// The log has the entries behind `logStart` up to `last`.
    raft::EntryId logStart;
    raft::EntryId last;
    /// The state to begin with; what is committed behind it is applied anew.
    raft::EntryId applied;
    /// The newest snapshot to build on; index 0 where there is none.
    raft::EntryId snapshot;
    std::vector<raft::NodeId> voters;
    /// What it would find and set right.
    std::vector<std::string> findings;
};

/// Goes through a whole start (NodeDirectory::open(), node::recover()) on a copy in memory; `files`
/// stays as it is, and must not change meanwhile. Its errors are what a start would stop with.
///
/// Of a directory on a simulated disk, given the base of that, it says what a start would read
/// after a crash that keeps nothing un-synced.
Result<RecoveryOutlook> foreseeRecovery(FileSystem& files, const std::string& path);

/// The same, where all of the state in `db/` were gone.
Result<RecoveryOutlook> foreseeRecoveryWithoutStore(FileSystem& files, const std::string& path);

}  // namespace quorate::storage
