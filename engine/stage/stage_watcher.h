// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "engine/base/error.h"
#include "engine/node/recovery.h"
#include "engine/node/state_machine.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/types.h"
#include "engine/stage/crash_point.h"

namespace quorate::stage {

/// Is told what happens on a Stage beside the events: what a simulation counts. All of it may be
/// left alone. Calls nothing back.
class StageWatcher {
public:
    StageWatcher() = default;
    StageWatcher(const StageWatcher&) = delete;
    StageWatcher& operator=(const StageWatcher&) = delete;
    virtual ~StageWatcher() = default;

    /// A crash; at a named point where one was armed.
    virtual void crashed(raft::NodeId node, std::optional<CrashPoint> point) {
        static_cast<void>(node);
        static_cast<void>(point);
    }
    /// A node stopped by itself.
    virtual void failed(raft::NodeId node, const Error& reason) {
        static_cast<void>(node);
        static_cast<void>(reason);
    }
    /// A node could not start on its disk.
    virtual void refusedToStart(raft::NodeId node, const Error& reason) {
        static_cast<void>(node);
        static_cast<void>(reason);
    }
    /// A node starts, and this of what it found on its disk was set right.
    virtual void recovered(raft::NodeId node, const node::Repairs& repairs) {
        static_cast<void>(node);
        static_cast<void>(repairs);
    }
    /// A batch has reached a node's state.
    virtual void applied(raft::NodeId node, const node::ApplyBatch& batch,
                         const node::ApplyReport& report) {
        static_cast<void>(node);
        static_cast<void>(batch);
        static_cast<void>(report);
    }
    /// A snapshot of a peer is a node's state now.
    virtual void installed(raft::NodeId node, const raft::SnapshotMetadata& snapshot) {
        static_cast<void>(node);
        static_cast<void>(snapshot);
    }
    /// A peer was turned away: it came back without its disk.
    virtual void turnedAway(raft::NodeId node, raft::NodeId peer, const Error& reason) {
        static_cast<void>(node);
        static_cast<void>(peer);
        static_cast<void>(reason);
    }
};

}  // namespace quorate::stage
