// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/stage/scenario/action.h"
#include "engine/stage/scenario/scenario_head.h"
#include "engine/stage/scenario/witness.h"
#include "engine/stage/stage.h"

namespace quorate::stage {

/// One case of a scenario.
struct ScenarioStep {
    std::size_t line{0};
    std::size_t column{0};
    std::string command;
    ActionPointer action;
    /// What it must print; nothing where that is not said.
    std::optional<std::string> expected;
};

/// A scenario as its file has it, checked as far as a text can be. README.md describes the
/// language.
class Scenario {
public:
    /// `name` is that of the file, for messages. Malformed, with name, line and column; TooLarge.
    static Result<Scenario> parse(std::string_view text, std::string name);

    [[nodiscard]] const std::string& name() const noexcept { return m_name; }
    [[nodiscard]] const ScenarioHead& head() const noexcept { return m_head; }
    [[nodiscard]] const std::vector<ScenarioStep>& steps() const noexcept { return m_steps; }

private:
    std::string m_name;
    ScenarioHead m_head;
    std::vector<ScenarioStep> m_steps;
};

/// The Stage that a scenario is played on, without its nodes yet. All that is given outlives it.
std::unique_ptr<Stage> makeStage(const Scenario& scenario, DiskBay& disks, Wire& wire,
                                 Witness& witness);

}  // namespace quorate::stage
