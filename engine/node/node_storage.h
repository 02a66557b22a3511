// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/result.h"
#include "engine/kv/ordered_store.h"
#include "engine/node/log_device.h"
#include "engine/node/node_identity.h"
#include "engine/node/snapshot_archive.h"

namespace quorate::node {

/// All that a node has on its disk, opened for it alone: log, snapshots, and the store of its
/// state. Calls wait for the disk, so they are made on an executor beside the node's. Destroyed, it
/// is closed; what was not synced may then still be lost in a crash of the machine.
class NodeStorage {
public:
    NodeStorage() = default;
    NodeStorage(const NodeStorage&) = delete;
    NodeStorage& operator=(const NodeStorage&) = delete;
    virtual ~NodeStorage() = default;

    [[nodiscard]] virtual const NodeIdentity& identity() const = 0;
    [[nodiscard]] virtual LogDevice& log() = 0;
    [[nodiscard]] virtual SnapshotArchive& snapshots() = 0;
    [[nodiscard]] virtual kv::OrderedStore& store() = 0;

    /// Whether this is the directory that is remembered under the id; where none is, it is
    /// remembered, durably. FailedPrecondition, with the reason and the way out, for another one.
    /// Of the node's own id: that its directory is confirmed (Electorate).
    virtual Result<void> admitPeer(raft::NodeId peer, std::uint64_t directory) = 0;
    /// What is remembered under the id; 0 for nothing.
    [[nodiscard]] virtual std::uint64_t directoryOf(raft::NodeId peer) const = 0;
    /// The peer was removed from the cluster: whoever comes under its id next is somebody new.
    virtual Result<void> forgetPeer(raft::NodeId peer) = 0;
};

}  // namespace quorate::node
