// SPDX-License-Identifier: Apache-2.0
#include "gui/session/stage/chaos.h"

namespace quorate::gui {

namespace {

using stage::FaultClass;
using stage::kMillisecond;
using stage::kSecond;

/// Apart from those of people, of which there are fewer.
constexpr std::uint64_t kFaultsOfOneRun = std::uint64_t{1} << 32U;

/// Trouble that a person can follow: one thing every few seconds, none that lasts long.
stage::SimulationPlan planFor(const stage::Stage& stage, std::uint64_t seed) {
    stage::SimulationPlan plan;
    plan.stage.seed = seed;
    plan.links = stage.links().defaultCondition();
    for (const FaultClass fault :
         {FaultClass::Crash, FaultClass::CrashPoint, FaultClass::Restart, FaultClass::Pause,
          FaultClass::Partition, FaultClass::OneWay, FaultClass::Loss, FaultClass::Delay,
          FaultClass::Duplication, FaultClass::Reordering, FaultClass::SlowDisk}) {
        plan.faults.isOn[fault] = true;
    }
    plan.faults.interval = {kSecond, 4 * kSecond};
    plan.faults.length = {kSecond, 6 * kSecond};
    plan.faults.badLink.lossMillionths = 300'000;
    plan.faults.badLink.duplicateMillionths = 300'000;
    plan.faults.badLink.reorderMillionths = 300'000;
    plan.faults.badLink.minDelayNs = 50 * kMillisecond;
    plan.faults.badLink.maxDelayNs = 400 * kMillisecond;
    plan.faults.slowSync = 300 * kMillisecond;
    return plan;
}

}  // namespace

void Chaos::begin(std::uint64_t seed) {
    end();
    auto run = std::make_unique<Run>();
    run->plan = planFor(m_stage, seed);
    run->schedule = std::make_unique<stage::FaultSchedule>(
        m_stage, run->plan, stage::randomFor(seed, stage::Purpose::Faults), m_disks,
        kFaultsOfOneRun * (m_stage.eventCount() + 1));
    m_runs.push_back(std::move(run));
    m_seed = seed;
    m_runs.back()->schedule->begin();
}

void Chaos::end() {
    if (!m_seed) {
        return;
    }
    m_seed.reset();
    Run& run = *m_runs.back();
    run.schedule->end();
    m_stage.setDefaultLink(run.plan.links);
}

void Chaos::crashed(raft::NodeId node, std::optional<stage::CrashPoint> point) {
    if (m_seed) {
        m_runs.back()->schedule->crashed(node, point);
    }
}

void Chaos::failed(raft::NodeId node, const Error& reason) {
    if (m_seed) {
        m_runs.back()->schedule->failed(node, reason);
    }
}

void Chaos::refusedToStart(raft::NodeId node, const Error& reason) {
    if (m_seed) {
        m_runs.back()->schedule->refusedToStart(node, reason);
    }
}

void Chaos::proceed() {
    if (m_seed) {
        m_runs.back()->schedule->proceed();
    }
}

}  // namespace quorate::gui
