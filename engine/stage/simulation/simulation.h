// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/observe/observer.h"
#include "engine/stage/checks/cluster_checks.h"
#include "engine/stage/event_fan.h"
#include "engine/stage/history/history_checker.h"
#include "engine/stage/simulation/coverage_counter.h"
#include "engine/stage/simulation/fault_schedule.h"
#include "engine/stage/simulation/history_feed.h"
#include "engine/stage/simulation/operators.h"
#include "engine/stage/simulation/run_result.h"
#include "engine/stage/simulation/simulation_plan.h"
#include "engine/stage/simulation/workload.h"
#include "engine/stage/stage.h"

namespace quorate::stage {

/// One run of a whole cluster: it lives through its troubles, then everything is mended and it must
/// come to rest; all checks look at it meanwhile. It ends early with the first rule that is broken.
///
/// A pure function of its plan and ports: the same ones give the same events. Shares nothing with
/// other simulations, so that each may run on a thread of its own.
///
/// An invariant that breaks outside of a node passes as InvariantViolation: the caller's to catch.
class Simulation {
public:
    /// The ports outlive the simulation.
    Simulation(const SimulationPlan& plan, DiskBay& disks, Wire& wire);
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;
    ~Simulation();

    /// Who hears of everything. To be added before it runs; outlives the simulation.
    void add(EventListener& listener) { m_stage.add(listener); }
    void add(observe::Observer& observer) { m_stage.add(observer); }
    /// Is called at about every `interval` of virtual time, between the things that happen.
    void setPulse(Nanoseconds interval, std::function<void(Moment)> pulse);

    /// To be called once.
    RunResult run();

    [[nodiscard]] const Stage& stage() const noexcept { return m_stage; }

private:
    /// Hears what the checks must know, what failed, and the answers, which it counts.
    class Witness;

    [[nodiscard]] bool begin();
    void trouble();
    void settle();
    /// One thing happens, and what follows from it outside of the Stage.
    bool step();
    void look();
    /// Outside of Raft's model a loss that is announced, or a start that is refused, is the right
    /// end of a run. True if it is one.
    bool endsRightly(const std::string& check, const char* why);
    void fail(FailureKind kind, std::string check, std::string text);
    void judgeEnd();
    [[nodiscard]] bool mustConverge() const;
    void sumUp();

    const SimulationPlan m_plan;
    Stage m_stage;
    Workload m_workload;
    Operators m_operators;
    FaultSchedule m_faults;
    CoverageCounter m_coverage;
    ClusterChecks m_checks;
    HistoryChecker m_history;
    HistoryFeed m_historyFeed;
    std::unique_ptr<Witness> m_witness;
    Nanoseconds m_pulseInterval{0};
    std::function<void(Moment)> m_pulse;
    Moment m_nextPulse;
    bool m_isOver{false};
    DiskTrouble* m_disks;
    RunResult m_result;
};

}  // namespace quorate::stage
