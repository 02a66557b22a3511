// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/raft/snapshot.h"

namespace quorate::node {

/// Keeps snapshots of the state machine. Which states they hold, and how they travel, is between
/// this, the StateMachine and the Transport: the node sees their metadata only. The raft::Snapshot
/// in a message to a peer, too, has metadata and no data; the transport streams the state beside
/// it, and delivers the message when the peer's store has all of it.
///
/// Calls return at once; each ends with one completion of the same name on the Node.
class SnapshotStore {
public:
    SnapshotStore() = default;
    SnapshotStore(const SnapshotStore&) = delete;
    SnapshotStore& operator=(const SnapshotStore&) = delete;
    virtual ~SnapshotStore() = default;

    /// Takes the state as it is at this moment, at the applied index that the metadata names, while
    /// the state machine goes on. Ends with Node::snapshotSaved(), when it is durable. Older ones
    /// may go then (SnapshotArchive::releaseBefore), and not before: the log is released behind
    /// them.
    virtual void save(raft::SnapshotMetadata metadata) = 0;
    /// Replaces the state machine's state by a snapshot that was received, atomically and durably.
    /// Ends with Node::snapshotInstalled(). Older ones may go then.
    virtual void install(raft::SnapshotMetadata metadata) = 0;
};

}  // namespace quorate::node
