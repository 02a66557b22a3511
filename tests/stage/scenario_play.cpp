// SPDX-License-Identifier: Apache-2.0
#include "tests/stage/scenario_play.h"

#include "engine/stage/scenario/scenario.h"
#include "engine/stage/scenario/scenario_runner.h"
#include "network/loopback_wire.h"
#include "storage/stage/stage_disks.h"

namespace quorate::stage_test {

void Said::expectationMet(std::size_t line, const std::string& text) {
    met.push_back(std::to_string(line) + ": " + text);
}

void Said::printed(std::size_t /*line*/, const std::string& text) {
    prints.push_back(text);
}

void play(const std::string& text, const std::string& name, Played& played) {
    const auto scenario = stage::Scenario::parse(text, name);
    if (!scenario) {
        played.error = scenario.error().message;
        return;
    }
    storage::StageDisks disks(storage::StageDiskOptions::small(1, scenario->head().options.seed));
    network::LoopbackWire wire(7);
    stage::Witness witness;
    const auto stage = stage::makeStage(*scenario, disks, wire, witness);
    stage::ScenarioRunner runner(*scenario, *stage, witness, played.said);
    constexpr std::uint64_t kMost = 2'000'000;
    if (const auto run = runner.run(kMost); !run) {
        played.error = run.error().message;
    }
    played.events = stage->eventCount();
    played.simulatedNs = stage->now().nanoseconds();
}

}  // namespace quorate::stage_test
