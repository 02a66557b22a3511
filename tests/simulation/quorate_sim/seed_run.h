// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/stage/simulation/run_result.h"
#include "engine/stage/simulation/simulation_plan.h"
#include "engine/stage/stage_ports.h"

namespace quorate::sim {

/// Makes what one run stands on. Called from any thread.
struct Ports {
    std::function<std::unique_ptr<stage::DiskBay>(const stage::SimulationPlan& plan)> makeDisks;
    std::function<std::unique_ptr<stage::Wire>()> makeWire;
};
/// The disks that the plan names, and the loopback that puts some messages through the encoding of
/// peers.
Ports usualPorts();

/// Who listens to one run, beside what judges it.
struct Listening {
    bool hashes{false};
    /// Gets every event as a line.
    std::function<void(const std::string&)> transcript;
    QString recordFile;
};

struct SeedOutcome {
    stage::RunResult result;
    /// Of all events; 0 where nobody asked for it.
    std::uint64_t hash{0};
    /// Why the recording could not be written; empty if it was, or nobody asked for one.
    QString recordError;
};

/// One seed from beginning to end, on the calling thread. Shares nothing with other runs.
SeedOutcome runSeed(const stage::SimulationPlan& plan, const Ports& ports,
                    const Listening& listening);

}  // namespace quorate::sim
