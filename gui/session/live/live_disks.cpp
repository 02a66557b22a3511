// SPDX-License-Identifier: Apache-2.0
#include "gui/session/live/live_disks.h"

#include <algorithm>

namespace quorate::gui {

void LiveDisks::cure(raft::NodeId node, DiskFault::Kind kind) {
    if (LiveNode* live = m_find(node)) {
        live->endDiskFault(kind);
        if (live->isFailing()) {
            m_curedLate.insert(node);
        }
    }
}

Result<void> LiveDisks::set(const SetDiskFault& what) {
    const DiskFault::Kind kind = what.fault.kind;
    if (!isOfRealDisks(kind)) {
        return Error(ErrorCode::FailedPrecondition,
                     "disks lose their power on a Stage only: the nodes of this session write to "
                     "the disk of the machine");
    }
    if (what.nodes.empty()) {
        return Error(ErrorCode::InvalidArgument, "choose at least one node whose disk is meant");
    }
    for (const raft::NodeId node : what.nodes) {
        if (m_find(node) == nullptr) {
            return Error(ErrorCode::NotFound, "there is no node n" + toString(node));
        }
    }
    for (const raft::NodeId node : what.nodes) {
        if (const auto before = m_active.extract({node, kind}); !before.empty()) {
            m_book.forget(before.mapped().number, node);
        }
    }
    const std::uint64_t number = m_book.addBeside(faultKindOf(kind), what.nodes, textOf(what.fault),
                                                  [this, kind](raft::NodeId node) {
                                                      m_active.erase({node, kind});
                                                      cure(node, kind);
                                                      return Result<void>();
                                                  });
    for (const raft::NodeId node : what.nodes) {
        m_active[{node, kind}] = {what.fault, number};
        m_find(node)->setDiskFault(what.fault);
    }
    return {};
}

void LiveDisks::started(raft::NodeId node) {
    m_curedLate.erase(node);
    for (const auto& [key, active] : m_active) {
        if (key.first == node) {
            m_find(node)->setDiskFault(active.fault);
        }
    }
}

void LiveDisks::wiped(raft::NodeId node) {
    if (m_wiped.count(node) == 0) {
        m_wiped[node] =
            m_book.addBeside(observe::FaultKind::DiskErrors, node, kWipedText, [this, node] {
                m_wiped.erase(node);
                return Result<void>();
            });
    }
}

void LiveDisks::forget(raft::NodeId node) {
    m_curedLate.erase(node);
    for (const DiskFault::Kind kind : kDiskFaultKinds) {
        if (const auto gone = m_active.extract({node, kind}); !gone.empty()) {
            m_book.forget(gone.mapped().number, node);
        }
    }
    if (const auto gone = m_wiped.extract(node); !gone.empty()) {
        m_book.forget(gone.mapped());
    }
}

void LiveDisks::cureAll() {
    while (!m_active.empty()) {
        const auto cured = m_active.extract(m_active.begin());
        m_book.forget(cured.mapped().number, cured.key().first);
        cure(cured.key().first, cured.key().second);
    }
}

bool LiveDisks::isErring(raft::NodeId node) const {
    return std::any_of(m_active.begin(), m_active.end(), [node](const auto& active) {
        return active.first.first == node && active.first.second != DiskFault::Kind::Slow;
    });
}

}  // namespace quorate::gui
