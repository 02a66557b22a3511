// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/node/membership.h"
#include "engine/raft/entry.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/state.h"

namespace quorate::node {

/// What a node finds on its disk when it starts.
struct RecoveredState {
    raft::HardState hardState;
    /// The entry before the first one of `entries`.
    raft::EntryId logStart;
    raft::Entries entries;
    /// The newest snapshot that can be sent, of what is applied; index 0 for none.
    raft::SnapshotMetadata snapshot;
    /// What the state machine has applied, and the configuration as of there. This may be ahead of
    /// the commit index, which is not synced on its own, and of the log, if a crash came between
    /// the installation of a snapshot and its mark in the log.
    raft::EntryId applied;
    raft::ConfState confState;
    /// Of the members, as of there; and whether this node's own was confirmed (Electorate).
    MemberDirectories directories;
    bool isConfirmed{false};
    /// Of the state machine, for observers: its revision and the hash of all that was applied.
    std::int64_t revision{0};
    std::uint64_t stateHash{0};
};

/// What every first member of a new cluster starts from: an empty state as of entry 1 of term 1,
/// with these voters. Members that join later start from nothing.
RecoveredState newCluster(std::vector<raft::NodeId> voters);

}  // namespace quorate::node
