// SPDX-License-Identifier: Apache-2.0

// Any text as a scenario: it is refused, or it is played for a while on a Stage, and whatever it
// asks for is refused or done.

#include <string_view>

#include "engine/stage/memory_disks.h"
#include "engine/stage/scenario/scenario.h"
#include "engine/stage/scenario/scenario_runner.h"
#include "network/loopback_wire.h"
#include "tests/fuzz/fuzz_target.h"

namespace stage = quorate::stage;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto scenario = stage::Scenario::parse(text, "input");
    if (!scenario) {
        return 0;
    }
    stage::MemoryDisks disks(1);
    quorate::network::LoopbackWire wire(3);
    stage::Witness witness;
    stage::ScenarioListener listener;
    const auto played = stage::makeStage(*scenario, disks, wire, witness);
    stage::ScenarioRunner runner(*scenario, *played, witness, listener);
    constexpr std::uint64_t kMaxSteps = 500;
    static_cast<void>(runner.run(kMaxSteps));
    return 0;
}
