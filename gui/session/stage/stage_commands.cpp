// SPDX-License-Identifier: Apache-2.0
// What people do to the Stage of a session.
#include <algorithm>
#include <string>
#include <utility>

#include "gui/session/stage/adopted_faults.h"
#include "gui/session/stage/stage_driver.h"

namespace quorate::gui {

namespace {

using observe::FaultKind;

constexpr double kSlowest = 1e-4;
constexpr double kFastest = 10.0;

}  // namespace

void StageDriver::execute(const Command& command, const Later& later) {
    struct Execute {
        StageDriver& driver;
        const Later& later;
        bool& isLater;

        Result<void> operator()(const ActOnNode& what) const {
            isLater = what.act == NodeAct::Promote || what.act == NodeAct::Remove;
            return driver.act(what, later);
        }
        Result<void> operator()(const AddNode& what) const {
            isLater = true;
            return driver.add(what, later);
        }
        Result<void> operator()(const ArmFaults& /*what*/) const {
            return Error(ErrorCode::FailedPrecondition,
                         "faults are always allowed on the nodes of this session");
        }
        Result<void> operator()(const CutLink& what) const {
            driver.m_faults.cut(what);
            return {};
        }
        Result<void> operator()(const HealLink& what) const {
            driver.m_faults.heal(what);
            return {};
        }
        Result<void> operator()(const Partition& what) const { return driver.m_faults.cut(what); }
        Result<void> operator()(const SetLinkCondition& what) const {
            driver.m_faults.setCondition(what.links, what.type, what.condition);
            return {};
        }
        Result<void> operator()(const SetClockDrift& what) const { return driver.setDrift(what); }
        Result<void> operator()(const SetDiskFault& what) const {
            return driver.m_illDisks.set(what);
        }
        Result<void> operator()(const CrashForgetting& what) const {
            return driver.m_illDisks.crashForgetting(what.nodes);
        }
        Result<void> operator()(const ActAtPoint& what) const { return driver.m_points.act(what); }
        Result<void> operator()(const SetSabotage& what) const { return driver.setSabotage(what); }
        Result<void> operator()(const PlayScenarioOn& /*what*/) const { return driver.play(); }
        Result<void> operator()(const TakeOverStage& /*what*/) const { return driver.takeOver(); }
        Result<void> operator()(const EndFault& what) const { return driver.endFault(what.fault); }
        Result<void> operator()(const EndAllFaults& /*what*/) const {
            return driver.endAllFaults();
        }
        Result<void> operator()(const SetChaos& what) const { return driver.setChaos(what); }
        Result<void> operator()(const ActOnMessage& what) const {
            return driver.actOnMessage(what);
        }
        Result<void> operator()(const ActOnTimers& what) const {
            what.act == TimerAct::Align ? driver.m_stage.alignElectionTimers()
                                        : driver.m_stage.spreadElectionTimers();
            return {};
        }
        Result<void> operator()(const Ask& what) const {
            const auto asked = driver.ask(what);
            return asked ? Result<void>() : asked.error();
        }
        Result<void> operator()(const SetWorkload& what) const { return driver.setWorkload(what); }
        Result<void> operator()(const Play& /*what*/) const { return driver.play(); }
        Result<void> operator()(const Pause& /*what*/) const {
            driver.m_status.isRunning = false;
            driver.m_timer.stop();
            return {};
        }
        Result<void> operator()(const SetSpeed& what) const { return driver.setSpeed(what.speed); }
        Result<void> operator()(const StepEvent& what) const { return driver.stepEvent(what.node); }
    };
    const bool isOfScenario =
        std::holds_alternative<PlayScenarioOn>(command) ||
        std::holds_alternative<TakeOverStage>(command) || std::holds_alternative<Play>(command) ||
        std::holds_alternative<Pause>(command) || std::holds_alternative<SetSpeed>(command);
    if (isLed() && !isOfScenario) {
        later(scenarioLeads());
        return;
    }
    bool isLater = false;
    auto done = std::visit(Execute{*this, later, isLater}, command);
    settle();
    publish();
    tellStatus();
    if (!isLater || !done) {
        later(done);
    }
}

// --- nodes

Result<void> StageDriver::act(const ActOnNode& what, const Later& later) {
    const raft::NodeId node = what.node;
    switch (what.act) {
    case NodeAct::Start: {
        auto started = m_stage.start(node);
        if (started) {
            m_faults.forget(FaultKind::NodeDown, node);
        }
        return started;
    }
    case NodeAct::Stop: {
        auto stopped = m_stage.stop(node);
        if (stopped) {
            m_faults.forget(FaultKind::NodePaused, node);
            m_faults.add(FaultKind::NodeDown, node, "stopped",
                         [this, node] { return m_stage.start(node); });
        }
        return stopped;
    }
    case NodeAct::Kill:
        return kill(node);
    case NodeAct::Restart: {
        m_faults.forget(FaultKind::NodePaused, node);
        auto restarted = m_stage.restart(node);
        if (restarted) {
            m_faults.forget(FaultKind::NodeDown, node);
        }
        return restarted;
    }
    case NodeAct::Pause: {
        if (what.forMs > 0) {
            return Error(ErrorCode::FailedPrecondition,
                         "on a Stage a pause lasts until the node is resumed");
        }
        auto paused = m_stage.pause(node);
        if (paused) {
            m_faults.add(FaultKind::NodePaused, node, "paused",
                         [this, node] { return m_stage.resume(node); });
        }
        return paused;
    }
    case NodeAct::Resume: {
        auto resumed = m_stage.resume(node);
        if (resumed) {
            m_faults.forget(FaultKind::NodePaused, node);
        }
        return resumed;
    }
    case NodeAct::Wipe:
        return m_illDisks.wipe(node);
    case NodeAct::FireElectionTimer:
        return m_stage.fireElectionTimer(node);
    case NodeAct::MakeLeader:
        return m_stage.transferLeader(node);
    case NodeAct::Promote:
        return promote(node, later);
    case NodeAct::Remove:
        return remove(node, later);
    }
    return {};
}

Result<void> StageDriver::kill(raft::NodeId node) {
    auto killed = m_stage.crash(node);
    if (killed) {
        m_faults.forget(FaultKind::NodePaused, node);
        m_faults.add(FaultKind::NodeDown, node, "killed",
                     [this, node] { return m_stage.start(node); });
    }
    return killed;
}

// --- clocks, chaos, sabotage

Result<void> StageDriver::setDrift(const SetClockDrift& what) {
    Result<void> first;
    std::vector<raft::NodeId> drifting;
    for (const raft::NodeId node : what.nodes) {
        auto set = m_stage.setClockDrift(node, what.partsPerMillion);
        if (!set) {
            first = first ? set : first;
        } else if (what.partsPerMillion == 0) {
            m_faults.forget(FaultKind::ClockDrift, node);
        } else {
            drifting.push_back(node);
        }
    }
    if (!drifting.empty()) {
        m_faults.add(FaultKind::ClockDrift, drifting, driftText(what.partsPerMillion),
                     [this](raft::NodeId node) { return m_stage.setClockDrift(node, 0); });
    }
    return first;
}

Result<void> StageDriver::setChaos(const SetChaos& what) {
    if (what.isOn) {
        m_illDisks.cureAll();
        if (auto ended = m_faults.endAll(); !ended) {
            return ended;
        }
        m_chaos.begin(what.seed);
    } else {
        m_chaos.end();
    }
    return {};
}

Result<void> StageDriver::setSabotage(const SetSabotage& what) {
    m_stage.setSabotage(what.rule, what.isOn);
    return {};
}

Result<void> StageDriver::endFault(std::uint64_t fault) {
    if (const auto rule = stage::sabotagedRuleOf(fault)) {
        m_stage.setSabotage(*rule, false);
        return {};
    }
    return m_faults.end(fault);
}

Result<void> StageDriver::endAllFaults() {
    m_chaos.end();
    for (const stage::SabotagedRule rule : stage::kSabotagedRules) {
        m_stage.setSabotage(rule, false);
    }
    m_illDisks.cureAll();
    return m_faults.endAll();
}

// --- messages, clients, time

Result<void> StageDriver::play() {
    if (isLed() &&
        (m_status.isRunning || m_player->standing().state == ScenarioStanding::State::AtReader)) {
        m_player->goOn();
    }
    m_status.isRunning = !isLed() || m_player->standing().state == ScenarioStanding::State::Playing;
    anchor();
    m_status.isRunning ? m_timer.start() : m_timer.stop();
    return {};
}

Result<void> StageDriver::takeOver() {
    if (m_player == nullptr || m_player->standing().state == ScenarioStanding::State::HandedOver) {
        return Error(ErrorCode::FailedPrecondition, "no scenario leads this Stage");
    }
    m_player->handOver();
    adoptFaults(m_stage, m_disks, m_faults);
    m_measured = m_stage.now();
    m_sinceMeasured.start();
    return play();
}

Result<void> StageDriver::actOnMessage(const ActOnMessage& what) {
    switch (what.act) {
    case MessageAct::Hold:
        return m_stage.hold(what.key);
    case MessageAct::Release:
        return m_stage.release(what.key);
    case MessageAct::Drop:
        return m_stage.drop(what.key);
    case MessageAct::Duplicate:
        return m_stage.duplicate(what.key);
    }
    return {};
}

Result<void> StageDriver::setWorkload(const SetWorkload& what) {
    if (!m_workloads.empty()) {
        m_workloads.back()->end();
    }
    m_status.workload = what.workload;
    if (what.workload) {
        m_workloads.push_back(
            std::make_unique<StageWorkload>(m_stage, *what.workload,
                                            stage::randomFor(m_file.seed, stage::Purpose::Clients)
                                                .split(m_stage.now().nanoseconds()),
                                            m_nextClient));
        m_nextClient += what.workload->clients;
        m_workloads.back()->begin();
    }
    return {};
}

Result<void> StageDriver::setSpeed(double speed) {
    if (!(speed >= kSlowest && speed <= kFastest)) {
        return Error(ErrorCode::InvalidArgument, "the speed lies between 1/10000 and 10");
    }
    m_status.speed = speed;
    anchor();
    return {};
}

Result<void> StageDriver::stepEvent(raft::NodeId node) {
    if (m_status.isRunning) {
        return Error(ErrorCode::FailedPrecondition, "pause first: events are stepped in a pause");
    }
    const std::uint64_t before = m_stage.eventCount();
    while (m_stage.eventCount() == before) {
        const bool stepped = node == raft::kNoNode ? m_stage.step() : m_stage.stepNode(node);
        if (!stepped) {
            return Error(ErrorCode::FailedPrecondition, "nothing is due: no node runs");
        }
        settle();
    }
    return {};
}

}  // namespace quorate::gui
