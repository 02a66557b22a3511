// SPDX-License-Identifier: Apache-2.0
// What happens to disks that can be made to fail.
#include <utility>

#include "engine/stage/simulation/fault_schedule.h"

namespace quorate::stage {

using observe::FaultKind;

namespace {

/// From now and then to always.
std::uint32_t drawRate(Random& random) {
    static constexpr std::uint32_t kRates[] = {1000, 10'000, 100'000, 1'000'000};
    return kRates[random.below(std::size(kRates))];
}

}  // namespace

void FaultSchedule::makeIll(FaultClass what, FaultKind kind, raft::NodeId node,
                            const DiskIllness& illness) {
    started(what, kind, {node});
    endAfter(m_faults.length.draw(m_random), m_lastNumber);
    m_disks->setIllness(node, illness);
}

void FaultSchedule::cure(raft::NodeId node) {
    if (m_disks != nullptr) {
        m_disks->setIllness(node, {});
        if (m_isOver) {
            m_disks->disarm(node);
        }
    }
}

void FaultSchedule::diskErrors() {
    DiskIllness illness;
    const std::uint32_t rate = drawRate(m_random);
    illness.readsFail = m_random.chance(1, 2) ? rate : 0;
    illness.writesFail = m_random.chance(1, 2) ? rate : 0;
    illness.namesFail = m_random.chance(1, 2) ? rate : 0;
    illness.syncsFail = m_random.chance(1, 2) ? rate : 0;
    makeIll(FaultClass::DiskErrors, FaultKind::DiskErrors, anyNode().id(), illness);
}

void FaultSchedule::diskFull() {
    constexpr std::uint64_t kMostBytes = 64UL * 1024;
    DiskIllness illness;
    if (m_random.chance(1, 2)) {
        illness.freeBytes = m_random.below(kMostBytes);
    } else {
        illness.spaceEnds = drawRate(m_random);
    }
    makeIll(FaultClass::DiskFull, FaultKind::DiskFull, anyNode().id(), illness);
}

/// Of a node that is there, or of the next one that comes.
void FaultSchedule::diskCrash() {
    const bool isAnyExpected =
        m_plan.operators.changesMembers && m_stage.nodes().size() < m_plan.operators.maxNodes;
    if (isAnyExpected && m_random.chance(1, 2)) {
        const raft::NodeId newcomer(m_stage.nodes().back()->id().value() + 1);
        m_disks->crashAt(newcomer, DiskPart::Rest, DiskAct::ChangeNames,
                         static_cast<std::uint32_t>(m_random.between(3, 9)));
        return;
    }
    StageNode& node = anyNode();
    const auto part = static_cast<DiskPart>(m_random.below(kDiskPartCount));
    const auto act = static_cast<DiskAct>(m_random.below(kDiskActCount));
    m_disks->crashAt(node.id(), part, act, static_cast<std::uint32_t>(m_random.between(1, 4)));
    // There are calls that mostly a start makes.
    if ((part == DiskPart::Rest || act == DiskAct::Read) && node.isRunning()) {
        takeDown(node, true);
    }
}

/// The node is stopped in order, and started before anything else breaks: its store has all that
/// the snapshot is for, as long as the power is not lost as well.
void FaultSchedule::diskDamage() {
    const StageNode& node = anyNode();
    if (!node.isRunning()) {
        return;
    }
    ++m_counts[FaultClass::DiskDamage];
    m_disks->setIllness(node.id(), {});
    m_disks->disarm(node.id());
    static_cast<void>(m_stage.stop(node.id()));
    static_cast<void>(m_disks->damageSnapshot(node.id(), m_random));
    static_cast<void>(m_stage.start(node.id()));
}

void FaultSchedule::diskLies() {
    DiskIllness illness;
    illness.syncsLie = drawRate(m_random);
    makeIll(FaultClass::DiskLies, FaultKind::LyingSync, anyNode().id(), illness);
}

}  // namespace quorate::stage
