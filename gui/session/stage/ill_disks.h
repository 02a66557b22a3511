// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/stage/disk_trouble.h"
#include "engine/stage/stage.h"
#include "gui/session/command.h"
#include "gui/session/fault_book.h"

namespace quorate::gui {

/// What people make of the disks of a Stage's nodes. All of it is in the fault book, and so is what
/// became of a node through it.
///
/// Belongs to the executor of the Stage. All that it is made with outlives it.
class IllDisks {
public:
    IllDisks(stage::Stage& stage, stage::DiskTrouble& disks, FaultBook& book)
        : m_stage(stage), m_disks(disks), m_book(book) {}

    /// NotFound for a node that is not there.
    Result<void> set(const SetDiskFault& what);
    /// As Stage::crash().
    Result<void> crashForgetting(const std::vector<raft::NodeId>& nodes);
    /// As Stage::wipe(). The disk is as ill as it was.
    Result<void> wipe(raft::NodeId node);
    /// The node is gone.
    void forget(raft::NodeId node);
    /// So that nodes can start that failed through their disks.
    void cureAll();

    // --- what the Stage tells, in the midst of what happens
    void crashed(raft::NodeId node) { m_crashed.push_back(node); }
    /// Or could not start.
    void failed(raft::NodeId node) { m_failed.push_back(node); }

    /// After what happened: what was about a crash that has come is over, and the node is down.
    void proceed();

private:
    struct Active {
        raft::NodeId node;
        DiskFault fault;
        std::uint64_t number;
    };
    struct Wiped {
        raft::NodeId node;
        std::uint64_t number;
    };

    [[nodiscard]] bool has(raft::NodeId node, DiskFault::Kind kind) const;
    /// Ends it in the book, too. False where there is none.
    bool drop(raft::NodeId node, DiskFault::Kind kind);
    void erase(raft::NodeId node, DiskFault::Kind kind);
    [[nodiscard]] Result<void> areThere(const std::vector<raft::NodeId>& nodes) const;
    /// Makes the disk what the faults say.
    void apply(raft::NodeId node);
    /// A planned crash within a write has come.
    void noticeTear(raft::NodeId node);
    void areDown(const std::vector<raft::NodeId>& nodes, const std::string& text);

    stage::Stage& m_stage;
    stage::DiskTrouble& m_disks;
    FaultBook& m_book;
    std::vector<Active> m_active;
    std::vector<Wiped> m_wiped;
    std::vector<raft::NodeId> m_crashed;
    std::vector<raft::NodeId> m_failed;
};

}  // namespace quorate::gui
