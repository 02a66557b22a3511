// SPDX-License-Identifier: Apache-2.0
#include "gui/session/stage/point_faults.h"

#include <algorithm>
#include <string>
#include <utility>

namespace quorate::gui {

namespace {

using observe::FaultKind;
using stage::CrashPoint;

std::string textOf(const ActAtPoint& what) {
    const std::string point(stage::toString(what.point));
    switch (what.act) {
    case PointAct::Stop:
        return "stopped " + point;
    case PointAct::Crash:
        return "crash planned " + point;
    case PointAct::FailOnce:
        return "EIO planned " + point;
    case PointAct::Delay:
        return std::to_string(what.delayNs / stage::kMillisecond) + " ms later " + point;
    }
    return point;
}

}  // namespace

std::optional<DiskCallAt> diskCallAt(CrashPoint point) {
    using stage::DiskAct;
    using stage::DiskPart;
    switch (point) {
    case CrashPoint::BeforeLogWrite:
    case CrashPoint::SnapshotMark:
        return DiskCallAt{DiskPart::Log, DiskAct::Write};
    case CrashPoint::BeforeLogSync:
        return DiskCallAt{DiskPart::Log, DiskAct::Sync};
    case CrashPoint::BeforeApply:
    case CrashPoint::SnapshotInstall:
        return DiskCallAt{DiskPart::Store, DiskAct::Write};
    case CrashPoint::SnapshotSave:
    case CrashPoint::SnapshotReceive:
        return DiskCallAt{DiskPart::Snapshots, DiskAct::Write};
    case CrashPoint::SnapshotSaved:
        return DiskCallAt{DiskPart::Snapshots, DiskAct::Sync};
    default:
        return std::nullopt;
    }
}

bool hasValve(CrashPoint point) {
    return point != CrashPoint::SnapshotSaved && point != CrashPoint::SnapshotReceive;
}

Result<void> PointFaults::set(const ActAtPoint& what, bool isOn) {
    switch (what.act) {
    case PointAct::Stop:
        return isOn ? m_stage.stopAt(what.node, what.point) : m_stage.letGo(what.node, what.point);
    case PointAct::Delay:
        return m_stage.delayAt(what.node, what.point, isOn ? what.delayNs : 0);
    case PointAct::Crash:
        return isOn ? m_stage.crashAt(what.node, what.point)
                    : m_stage.disarm(what.node, what.point);
    case PointAct::FailOnce: {
        const auto call = diskCallAt(what.point);
        if (!isOn) {
            m_disks.endFailure(what.node);
        } else if (call) {
            m_disks.failOnce(what.node, call->part, call->act);
        }
        return {};
    }
    }
    return {};
}

Result<void> PointFaults::act(const ActAtPoint& what) {
    if (m_stage.find(what.node) == nullptr) {
        return Error(ErrorCode::NotFound, "there is no node n" + toString(what.node));
    }
    if (what.act == PointAct::FailOnce && !diskCallAt(what.point)) {
        return Error(ErrorCode::InvalidArgument,
                     "no call of the disk can fail here: choose a place where it is written");
    }
    if ((what.act == PointAct::Stop || what.act == PointAct::Delay) && !hasValve(what.point)) {
        return Error(ErrorCode::InvalidArgument,
                     "nothing waits at this moment that could be stopped; crash here instead");
    }
    drop(what.act, what.node, what.point);
    if (what.act == PointAct::FailOnce) {
        // A disk has one planned failure.
        const std::vector<Planned> planned = m_planned;
        for (const Planned& other : planned) {
            if (other.act == PointAct::FailOnce && other.node == what.node) {
                drop(other.act, other.node, other.point);
            }
        }
    }
    if (auto done = set(what, true); !done) {
        return done;
    }
    const std::uint64_t fault =
        m_book.addBeside(FaultKind::AtPoint, what.node, textOf(what), [this, what] {
            std::erase_if(m_planned, [&what](const Planned& planned) {
                return planned.act == what.act && planned.node == what.node &&
                       planned.point == what.point;
            });
            return set(what, false);
        });
    m_planned.push_back({what.act, what.node, what.point, fault});
    return {};
}

void PointFaults::drop(PointAct act, raft::NodeId node, CrashPoint point) {
    const auto found =
        std::find_if(m_planned.begin(), m_planned.end(), [&](const Planned& planned) {
            return planned.act == act && planned.node == node && planned.point == point;
        });
    if (found != m_planned.end()) {
        const std::uint64_t fault = found->fault;
        m_planned.erase(found);
        m_book.forget(fault);
    }
}

void PointFaults::crashed(raft::NodeId node, std::optional<CrashPoint> point) {
    if (point) {
        m_fallen.push_back({node, point});
    }
}

void PointFaults::failed(raft::NodeId node) {
    m_fallen.push_back({node, std::nullopt});
}

void PointFaults::proceed() {
    for (const Fallen& fallen : std::exchange(m_fallen, {})) {
        const auto isOver = [&fallen](const Planned& planned) {
            return planned.node == fallen.node &&
                   (fallen.point ? planned.act == PointAct::Crash && planned.point == *fallen.point
                                 : planned.act == PointAct::FailOnce);
        };
        const auto found = std::find_if(m_planned.begin(), m_planned.end(), isOver);
        if (found == m_planned.end()) {
            continue;  // of somebody else's making
        }
        const Planned over = *found;
        drop(over.act, over.node, over.point);
        const raft::NodeId node = over.node;
        m_book.add(
            FaultKind::NodeDown, node,
            (fallen.point ? "crashed " : "failed, EIO ") + std::string(stage::toString(over.point)),
            [this, node] { return m_stage.start(node); });
    }
}

}  // namespace quorate::gui
