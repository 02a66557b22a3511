// SPDX-License-Identifier: Apache-2.0
// What happens to nodes.
#include "engine/stage/simulation/fault_schedule.h"

#include <algorithm>
#include <array>
#include <utility>

namespace quorate::stage {

using observe::FaultKind;

void FaultSchedule::begin() {
    m_stage.setDefaultLink(m_plan.links);
    if (m_faults.isOn[FaultClass::ClockDrift]) {
        for (const auto& node : m_stage.nodes()) {
            const auto most = static_cast<std::int64_t>(m_faults.maxDrift);
            const auto drift = static_cast<std::int64_t>(m_random.below(2 * m_faults.maxDrift + 1));
            static_cast<void>(m_stage.setClockDrift(node->id(), drift - most));
        }
    }
    again();
}

void FaultSchedule::again() {
    m_stage.alarm(m_faults.interval.draw(m_random), [this] {
        if (!m_isOver) {
            act();
            again();
        }
    });
}

void FaultSchedule::act() {
    std::array<FaultClass, kFaultClassCount> possible{};
    std::size_t count = 0;
    const std::size_t last = m_disks != nullptr ? kFaultClassCount : kFirstDiskFault;
    for (std::size_t i = 0; i < last; ++i) {
        if (m_faults.isOn[static_cast<FaultClass>(i)]) {
            possible[count++] = static_cast<FaultClass>(i);
        }
    }
    if (count > 0) {
        make(possible[m_random.below(count)]);
    }
}

void FaultSchedule::make(FaultClass fault) {
    switch (fault) {
    case FaultClass::Crash:
        crash();
        break;
    case FaultClass::CrashPoint:
        armCrash();
        break;
    case FaultClass::Restart:
        if (StageNode& node = anyNode(); node.isRunning()) {
            takeDown(node, true);
        }
        break;
    case FaultClass::Pause:
        pause();
        break;
    case FaultClass::ClockDrift:
        drift();
        break;
    case FaultClass::Partition:
        partition();
        break;
    case FaultClass::OneWay:
        oneWay();
        break;
    case FaultClass::SlowDisk:
        slowDisk();
        break;
    case FaultClass::Timers:
        timers();
        break;
    case FaultClass::Wipe:
        wipe();
        break;
    case FaultClass::DiskErrors:
        diskErrors();
        break;
    case FaultClass::DiskFull:
        diskFull();
        break;
    case FaultClass::DiskCrash:
        diskCrash();
        break;
    case FaultClass::DiskDamage:
        diskDamage();
        break;
    case FaultClass::DiskLies:
        diskLies();
        break;
    default:
        badLink(fault);
        break;
    }
}

void FaultSchedule::end() {
    m_isOver = true;
    for (const auto& node : m_stage.nodes()) {
        cure(node->id());
    }
    for (const Trouble& trouble : std::exchange(m_troubles, {})) {
        mend(trouble);
        m_stage.tell(observe::FaultEnded{trouble.number});
    }
    m_stage.healAll();
    m_stage.setDefaultLink(
        {0, 0, 0, m_plan.links.minDelayNs, std::min(m_plan.links.maxDelayNs, 20 * kMillisecond)});
    for (const auto& node : m_stage.nodes()) {
        static_cast<void>(m_stage.disarm(node->id()));
        static_cast<void>(m_stage.setClockDrift(node->id(), 0));
        static_cast<void>(m_stage.resume(node->id()));
        startAgain(node->id());
    }
}

// --- troubles

StageNode& FaultSchedule::anyNode() {
    const auto& nodes = m_stage.nodes();
    return *nodes[m_random.below(nodes.size())];
}

/// The leader, or one that campaigns: what happens to them tells more.
StageNode* FaultSchedule::interestingNode() {
    for (const auto& node : m_stage.nodes()) {
        if (node->isRunning() && node->node().core().softState().role == raft::Role::Candidate) {
            return node.get();
        }
    }
    return m_stage.leader();
}

void FaultSchedule::started(FaultClass what, FaultKind kind, std::vector<raft::NodeId> nodes) {
    ++m_counts[what];
    begin(what, kind, std::move(nodes));
}

void FaultSchedule::begin(FaultClass what, FaultKind kind, std::vector<raft::NodeId> nodes) {
    const raft::NodeId node = nodes.empty() ? raft::kNoNode : nodes.front();
    m_troubles.push_back({++m_lastNumber, what, node});
    m_stage.tell(
        observe::FaultStarted{m_lastNumber, kind, std::move(nodes), std::string(toString(what))});
}

void FaultSchedule::endAfter(Nanoseconds time, std::uint64_t number) {
    m_stage.alarm(time, [this, number] { endTrouble(number); });
}

void FaultSchedule::endTrouble(std::uint64_t number) {
    const auto found = std::find_if(m_troubles.begin(), m_troubles.end(),
                                    [number](const auto& each) { return each.number == number; });
    if (found == m_troubles.end()) {
        return;
    }
    const Trouble trouble = *found;
    m_troubles.erase(found);
    mend(trouble);
    m_stage.tell(observe::FaultEnded{number});
}

void FaultSchedule::mend(const Trouble& trouble) {
    switch (trouble.what) {
    case FaultClass::Crash:
    case FaultClass::CrashPoint:
    case FaultClass::Restart:
    case FaultClass::Wipe:
    case FaultClass::DiskCrash:
        startAgain(trouble.node);
        break;
    case FaultClass::Pause:
        static_cast<void>(m_stage.resume(trouble.node));
        break;
    case FaultClass::ClockDrift:
        static_cast<void>(m_stage.setClockDrift(trouble.node, 0));
        break;
    case FaultClass::Partition:
    case FaultClass::OneWay:
        if (m_cut == trouble.number) {
            m_cut = 0;
            m_stage.healAll();
        }
        break;
    case FaultClass::SlowDisk:
        m_stage.clearPace(trouble.node);
        cure(trouble.node);
        break;
    case FaultClass::DiskErrors:
    case FaultClass::DiskFull:
    case FaultClass::DiskLies:
        cure(trouble.node);
        break;
    default:
        for (const Link link : std::exchange(m_badLinks, {})) {
            m_stage.setRules(link, {});
        }
        break;
    }
}

void FaultSchedule::startAgain(raft::NodeId node) {
    const StageNode* found = m_stage.find(node);
    if (found == nullptr || found->isRunning()) {
        return;
    }
    // Who stopped because of its disk may lose what was not synced before somebody comes to look.
    if (found->condition() == NodeLife::Failed && m_random.chance(1, 2)) {
        m_isCrashing = true;
        static_cast<void>(m_stage.crash(node));
        m_isCrashing = false;
    }
    // Where it cannot start, the watchers hear of it.
    static_cast<void>(m_stage.start(node));
}

// --- nodes that go down

void FaultSchedule::crash() {
    if (m_random.chance(1, 10)) {
        crashAll();
        return;
    }
    StageNode* node = m_random.chance(1, 2) ? interestingNode() : nullptr;
    if (node == nullptr) {
        node = &anyNode();
    }
    if (node->isRunning()) {
        takeDown(*node, false);
    }
}

void FaultSchedule::crashAll() {
    for (const auto& node : m_stage.nodes()) {
        if (node->isRunning()) {
            takeDown(*node, false);
        }
    }
}

void FaultSchedule::takeDown(StageNode& node, bool inOrder) {
    started(inOrder ? FaultClass::Restart : FaultClass::Crash, FaultKind::NodeDown, {node.id()});
    endAfter(m_faults.length.draw(m_random), m_lastNumber);
    m_isCrashing = true;
    static_cast<void>(inOrder ? m_stage.stop(node.id()) : m_stage.crash(node.id()));
    m_isCrashing = false;
}

void FaultSchedule::armCrash() {
    const StageNode& node = anyNode();
    const auto point = static_cast<CrashPoint>(m_random.below(kDiskPointCount));
    const auto nth = static_cast<std::uint32_t>(m_random.between(1, 3));
    static_cast<void>(m_stage.crashAt(node.id(), point, nth));
}

void FaultSchedule::crashed(raft::NodeId node, std::optional<CrashPoint> point) {
    if (!m_isCrashing) {
        m_fallen.push_back({node, point ? FaultClass::CrashPoint : FaultClass::DiskCrash});
    }
}

void FaultSchedule::failed(raft::NodeId node, const Error& reason) {
    if (blameFor(reason)) {
        m_fallen.push_back({node, std::nullopt});
    }
}

void FaultSchedule::refusedToStart(raft::NodeId node, const Error& reason) {
    failed(node, reason);
}

void FaultSchedule::pickUp() {
    for (const Fallen& fallen : std::exchange(m_fallen, {})) {
        if (fallen.as) {
            started(*fallen.as, FaultKind::NodeDown, {fallen.node});
        } else {
            begin(FaultClass::Restart, FaultKind::NodeDown, {fallen.node});
        }
        endAfter(m_isOver ? 0 : m_faults.length.draw(m_random), m_lastNumber);
    }
}

/// Its peers know it by what was on its disk.
void FaultSchedule::wipe() {
    StageNode& node = anyNode();
    if (!node.isRunning()) {
        return;
    }
    started(FaultClass::Wipe, FaultKind::NodeDown, {node.id()});
    endAfter(m_faults.length.draw(m_random), m_lastNumber);
    m_isCrashing = true;
    static_cast<void>(m_stage.crash(node.id()));
    m_isCrashing = false;
    const bool isFirst = std::find(m_wiped.begin(), m_wiped.end(), node.id()) == m_wiped.end();
    // A cluster that lost more disks than it can may be begun anew by those that lost them.
    const std::size_t lost = m_wiped.size() + (isFirst ? 1 : 0);
    const bool startsOver = m_random.chance(1, 2) && lost <= (m_plan.members - 1) / 2;
    if ((startsOver ? m_stage.startOver(node.id()) : m_stage.wipe(node.id())) && isFirst) {
        m_wiped.push_back(node.id());
    }
}

// --- nodes that are in trouble

void FaultSchedule::pause() {
    StageNode& node = anyNode();
    if (node.condition() == NodeLife::Up) {
        started(FaultClass::Pause, FaultKind::NodePaused, {node.id()});
        endAfter(m_faults.length.draw(m_random), m_lastNumber);
        static_cast<void>(m_stage.pause(node.id()));
    }
}

void FaultSchedule::drift() {
    const StageNode& node = anyNode();
    const auto most = static_cast<std::int64_t>(m_faults.maxDrift);
    const auto drawn = static_cast<std::int64_t>(m_random.below(2 * m_faults.maxDrift + 1));
    started(FaultClass::ClockDrift, FaultKind::ClockDrift, {node.id()});
    endAfter(m_faults.length.draw(m_random), m_lastNumber);
    static_cast<void>(m_stage.setClockDrift(node.id(), drawn - most));
}

void FaultSchedule::slowDisk() {
    const StageNode& node = anyNode();
    if (m_disks != nullptr && m_random.chance(1, 2)) {
        DiskIllness slow;
        slow.delay = m_faults.slowSync / 100;  // a piece of work is dozens of calls
        makeIll(FaultClass::SlowDisk, FaultKind::DiskSlow, node.id(), slow);
        return;
    }
    Pace slow = m_plan.stage.pace;
    slow.logSync.max = std::max(slow.logSync.max, m_faults.slowSync);
    if (m_random.chance(1, 2)) {
        slow.apply.max = slow.logSync.max;
        slow.snapshotStep.max = slow.logSync.max;
    }
    started(FaultClass::SlowDisk, FaultKind::DiskSlow, {node.id()});
    endAfter(m_faults.length.draw(m_random), m_lastNumber);
    m_stage.setPace(node.id(), slow);
}

void FaultSchedule::timers() {
    ++m_counts[FaultClass::Timers];
    const bool usesLeases =
        m_plan.stage.node.raft.readOnlyOption == raft::ReadOnlyOption::LeaseBased;
    switch (m_random.below(3)) {
    case 0:
        m_stage.alignElectionTimers();
        break;
    case 1:
        m_stage.spreadElectionTimers();
        break;
    default:
        // Who is made to campaign may have forgotten, in a restart, that it hears a leader.
        if (!usesLeases) {
            static_cast<void>(m_stage.fireElectionTimer(anyNode().id()));
        }
        break;
    }
}

}  // namespace quorate::stage
