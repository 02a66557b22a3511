// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/stage/simulation/fault_schedule.h"
#include "engine/stage/simulation/simulation_plan.h"
#include "engine/stage/stage.h"

namespace quorate::gui {

/// Random trouble on a Stage, from a seed, while a person watches: the same schedule that the
/// simulator uses, within Raft's model. What it broke it mends when it is switched off.
///
/// Belongs to the executor of the Stage and outlives it.
class Chaos {
public:
    Chaos(stage::Stage& stage, stage::DiskTrouble* disks) : m_stage(stage), m_disks(disks) {}

    [[nodiscard]] std::optional<std::uint64_t> seed() const noexcept { return m_seed; }
    void begin(std::uint64_t seed);
    void end();

    // --- what the Stage tells
    void crashed(raft::NodeId node, std::optional<stage::CrashPoint> point);
    void failed(raft::NodeId node, const Error& reason);
    void refusedToStart(raft::NodeId node, const Error& reason);
    /// After everything that happens.
    void proceed();

private:
    struct Run {
        stage::SimulationPlan plan;
        std::unique_ptr<stage::FaultSchedule> schedule;
    };

    stage::Stage& m_stage;
    stage::DiskTrouble* m_disks;
    std::optional<std::uint64_t> m_seed;
    /// The last one is on; the Stage may still ring alarms of those before.
    std::vector<std::unique_ptr<Run>> m_runs;
};

}  // namespace quorate::gui
