// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/node/node_storage.h"
#include "engine/raft/message.h"
#include "engine/raft/types.h"

/// What a Stage stands on, and whoever puts a program together chooses: the disks of its nodes, and
/// what their messages travel through. A Stage decides when things happen; these decide how.
namespace quorate::stage {

class DiskTrouble;

/// The disks of all nodes of a Stage, one directory for each. They outlast the nodes' lives.
class DiskBay {
public:
    DiskBay() = default;
    DiskBay(const DiskBay&) = delete;
    DiskBay& operator=(const DiskBay&) = delete;
    virtual ~DiskBay() = default;

    /// The node's directory, opened as a process that starts opens it; made first if there is none.
    /// `random` decides what the making needs.
    virtual Result<std::unique_ptr<node::NodeStorage>> open(raft::NodeId node, Random& random) = 0;
    /// The machine of this node loses its power: what was not synced is lost, or torn, as `random`
    /// decides. Called before what was opened is destroyed; that then changes nothing any more.
    virtual void crash(raft::NodeId node, Random& random) = 0;
    /// The disk is empty again. The node must be down.
    virtual Result<void> wipe(raft::NodeId node) = 0;
    /// Whether the node's machine lost its power in the midst of a call, as a disk that simulates
    /// crashes at its own calls decides: all calls fail since. crash() is called then.
    [[nodiscard]] virtual bool isDead(raft::NodeId node) const = 0;
    /// How long the calls on this node's disk since the last question took, in nanoseconds, beyond
    /// what the Stage itself lets them take. 0 where a disk has no opinion.
    virtual std::uint64_t takeDelay(raft::NodeId node) = 0;
    /// For who makes trouble; null where the disks cannot be made to fail.
    [[nodiscard]] virtual DiskTrouble* trouble() { return nullptr; }
};

/// What messages travel through between the nodes of one process.
class Wire {
public:
    Wire() = default;
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    virtual ~Wire() = default;

    /// What arrives of what was sent. An error says why nothing does.
    virtual Result<raft::Message> carry(raft::Message message) = 0;
};

}  // namespace quorate::stage
