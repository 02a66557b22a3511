// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/result.h"
#include "engine/stage/crash_point.h"
#include "engine/stage/disk_trouble.h"
#include "engine/stage/stage.h"
#include "gui/session/command.h"
#include "gui/session/fault_book.h"

namespace quorate::gui {

/// What people break on the way of things through a node of a Stage: stops and delays, until they
/// are mended; crashes and failures of the disk, until they happen. All of it is in the fault book,
/// and so is what became of the node.
///
/// Belongs to the executor of the Stage. All that it is made with outlives it.
class PointFaults {
public:
    PointFaults(stage::Stage& stage, stage::DiskTrouble& disks, FaultBook& book)
        : m_stage(stage), m_disks(disks), m_book(book) {}

    /// NotFound for a node that is not there, InvalidArgument for what cannot be at that point.
    Result<void> act(const ActAtPoint& what);

    // --- what the Stage tells, in the midst of what happens
    void crashed(raft::NodeId node, std::optional<stage::CrashPoint> point);
    void failed(raft::NodeId node);

    /// After what happened: what was planned and has come is over, and the node is down.
    void proceed();

private:
    /// Of one node at one point there is one of a kind.
    struct Planned {
        PointAct act;
        raft::NodeId node;
        stage::CrashPoint point;
        std::uint64_t fault;
    };
    struct Fallen {
        raft::NodeId node;
        std::optional<stage::CrashPoint> point;  ///< nothing: it failed
    };

    Result<void> set(const ActAtPoint& what, bool isOn);
    void drop(PointAct act, raft::NodeId node, stage::CrashPoint point);

    stage::Stage& m_stage;
    stage::DiskTrouble& m_disks;
    FaultBook& m_book;
    std::vector<Planned> m_planned;
    std::vector<Fallen> m_fallen;
};

/// The call of the disk that can fail at a point; nothing where there is none.
struct DiskCallAt {
    stage::DiskPart part;
    stage::DiskAct act;
};
std::optional<DiskCallAt> diskCallAt(stage::CrashPoint point);
/// Whether what comes to a point can be stopped or slowed there.
bool hasValve(stage::CrashPoint point);

}  // namespace quorate::gui
