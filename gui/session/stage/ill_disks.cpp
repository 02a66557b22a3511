// SPDX-License-Identifier: Apache-2.0
#include "gui/session/stage/ill_disks.h"

#include <algorithm>
#include <utility>

namespace quorate::gui {

namespace {

using Kind = DiskFault::Kind;
using observe::FaultKind;

/// What a node fails of.
bool isError(Kind kind) {
    return kind == Kind::ReadsFail || kind == Kind::WritesFail || kind == Kind::SyncsFail ||
           kind == Kind::Full;
}

}  // namespace

bool IllDisks::has(raft::NodeId node, Kind kind) const {
    return std::any_of(m_active.begin(), m_active.end(), [node, kind](const Active& active) {
        return active.node == node && active.fault.kind == kind;
    });
}

void IllDisks::apply(raft::NodeId node) {
    stage::DiskIllness illness;
    for (const Active& active : m_active) {
        if (active.node == node) {
            addTo(illness, active.fault);
        }
    }
    m_disks.setIllness(node, illness);
    m_disks.setForgetful(node, has(node, Kind::LosesUnsynced));
    m_disks.setTearing(node, has(node, Kind::TearsTail));
    const bool isToCrash = has(node, Kind::CrashTearing);
    if (isToCrash != m_disks.tearsNextLogWrite(node)) {
        isToCrash ? m_disks.tearNextLogWrite(node) : m_disks.disarm(node);
    }
}

bool IllDisks::drop(raft::NodeId node, Kind kind) {
    const std::size_t before = m_active.size();
    for (auto active = m_active.begin(); active != m_active.end();) {
        if (active->node == node && active->fault.kind == kind) {
            m_book.forget(active->number, node);
            active = m_active.erase(active);
        } else {
            ++active;
        }
    }
    return m_active.size() != before;
}

void IllDisks::erase(raft::NodeId node, Kind kind) {
    std::erase_if(m_active, [node, kind](const Active& active) {
        return active.node == node && active.fault.kind == kind;
    });
}

Result<void> IllDisks::areThere(const std::vector<raft::NodeId>& nodes) const {
    for (const raft::NodeId node : nodes) {
        if (m_stage.find(node) == nullptr) {
            return Error(ErrorCode::NotFound, "there is no node n" + toString(node));
        }
    }
    return nodes.empty() ? Result<void>(Error(ErrorCode::InvalidArgument,
                                              "choose at least one node whose disk is meant"))
                         : Result<void>();
}

Result<void> IllDisks::set(const SetDiskFault& what) {
    if (auto there = areThere(what.nodes); !there) {
        return there;
    }
    const Kind kind = what.fault.kind;
    for (const raft::NodeId node : what.nodes) {
        static_cast<void>(drop(node, kind));
    }
    const std::uint64_t number = m_book.addBeside(faultKindOf(kind), what.nodes, textOf(what.fault),
                                                  [this, kind](raft::NodeId node) {
                                                      erase(node, kind);
                                                      apply(node);
                                                      return Result<void>();
                                                  });
    for (const raft::NodeId node : what.nodes) {
        m_active.push_back({node, what.fault, number});
        apply(node);
    }
    return {};
}

Result<void> IllDisks::crashForgetting(const std::vector<raft::NodeId>& nodes) {
    if (auto there = areThere(nodes); !there) {
        return there;
    }
    Result<void> first;
    std::vector<raft::NodeId> down;
    for (const raft::NodeId node : nodes) {
        m_disks.setTearing(node, false);
        m_disks.setForgetful(node, true);
        auto crashed = m_stage.crash(node);
        m_disks.setForgetful(node, has(node, Kind::LosesUnsynced));
        m_disks.setTearing(node, has(node, Kind::TearsTail));
        if (crashed) {
            down.push_back(node);
        } else if (first) {
            first = crashed;
        }
    }
    if (!down.empty()) {
        areDown(down, kForgotText);
    }
    return first;
}

Result<void> IllDisks::wipe(raft::NodeId node) {
    auto wiped = m_stage.wipe(node);
    if (!wiped) {
        return wiped;
    }
    if (std::any_of(m_active.begin(), m_active.end(),
                    [node](const Active& active) { return active.node == node; })) {
        apply(node);
    }
    const auto known = std::find_if(m_wiped.begin(), m_wiped.end(),
                                    [node](const Wiped& each) { return each.node == node; });
    if (known == m_wiped.end()) {
        m_wiped.push_back(
            {node, m_book.addBeside(FaultKind::DiskErrors, node, kWipedText, [this, node] {
                 std::erase_if(m_wiped, [node](const Wiped& each) { return each.node == node; });
                 return Result<void>();
             })});
    }
    return {};
}

void IllDisks::forget(raft::NodeId node) {
    for (const Kind kind : kDiskFaultKinds) {
        if (drop(node, kind)) {
            apply(node);
        }
    }
    const auto known = std::find_if(m_wiped.begin(), m_wiped.end(),
                                    [node](const Wiped& each) { return each.node == node; });
    if (known != m_wiped.end()) {
        const std::uint64_t number = known->number;
        m_wiped.erase(known);
        m_book.forget(number);
    }
}

void IllDisks::cureAll() {
    while (!m_active.empty()) {
        const Active cured = m_active.back();
        static_cast<void>(drop(cured.node, cured.fault.kind));
        apply(cured.node);
    }
}

void IllDisks::areDown(const std::vector<raft::NodeId>& nodes, const std::string& text) {
    for (const raft::NodeId node : nodes) {
        m_book.forget(FaultKind::NodePaused, node);
    }
    m_book.add(FaultKind::NodeDown, nodes, text,
               [this](raft::NodeId node) { return m_stage.start(node); });
}

void IllDisks::noticeTear(raft::NodeId node) {
    if (!m_disks.tearsNextLogWrite(node) && drop(node, Kind::CrashTearing)) {
        apply(node);
        areDown({node}, kTornText);
    }
}

void IllDisks::proceed() {
    for (const raft::NodeId node : std::exchange(m_crashed, {})) {
        // Others, as chaos, make disks ill, too: those that nothing is known of stay as they are.
        const bool forgot = drop(node, Kind::LosesUnsynced);
        const bool tore = drop(node, Kind::TearsTail);
        if (forgot || tore) {
            apply(node);
        }
        noticeTear(node);
    }
    for (const raft::NodeId node : std::exchange(m_failed, {})) {
        noticeTear(node);
        const bool isIll =
            std::any_of(m_active.begin(), m_active.end(), [node](const Active& active) {
                return active.node == node && isError(active.fault.kind);
            });
        if (isIll) {
            areDown({node}, kIllText);
        }
    }
}

}  // namespace quorate::gui
