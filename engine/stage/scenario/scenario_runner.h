// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "engine/base/result.h"
#include "engine/stage/scenario/scenario.h"
#include "engine/stage/scenario/scenario_listener.h"
#include "engine/stage/scenario/scenario_world.h"
#include "engine/stage/scenario/witness.h"
#include "engine/stage/stage.h"

namespace quorate::stage {

enum class ScenarioProgress : std::uint8_t {
    Running,   ///< time has to go on for the current case
    Between,   ///< a case is done, the next one may begin
    AtReader,  ///< the same, and a person reads what it said
    Finished,  ///< there is nothing left
};

/// Plays a scenario on a Stage, case by case: as fast as possible in tests, at a person's pace in a
/// window, which calls step() when it has shown what happened so far.
///
/// Whoever wants to try something alone takes the Stage and stops calling here. To go back, play
/// the same scenario anew up to that place: it comes out the same.
///
/// Belongs to the executor of the Stage.
class ScenarioRunner {
public:
    /// All of it outlives the runner. The Stage is of makeStage(), and has no nodes yet.
    ScenarioRunner(const Scenario& scenario, Stage& stage, const Witness& witness,
                   ScenarioListener& listener);
    ScenarioRunner(const ScenarioRunner&) = delete;
    ScenarioRunner& operator=(const ScenarioRunner&) = delete;

    /// Begins the next case, or while one takes time lets one thing happen on the Stage; when that
    /// is due, nextMoment() of the Stage says. An error names file, line and column, and is final.
    Result<ScenarioProgress> step();
    /// To the end of the case that runs, or of the next one.
    Result<ScenarioProgress> finishCase();
    /// To the end of the scenario; Busy when it takes more than `maxSteps` steps.
    Result<void> run(std::uint64_t maxSteps = std::numeric_limits<std::uint64_t>::max());

    /// How many cases are done, of how many.
    [[nodiscard]] std::size_t position() const noexcept { return m_position; }
    [[nodiscard]] std::size_t size() const noexcept { return m_scenario.steps().size(); }
    /// The case that runs, or is next; null behind the last one.
    [[nodiscard]] const ScenarioStep* current() const noexcept;
    [[nodiscard]] Stage& stage() noexcept { return m_world.stage; }

private:
    Result<ScenarioProgress> playOn();
    Result<ScenarioProgress> finish(const ScenarioStep& step);
    [[nodiscard]] Error errorAt(const ScenarioStep& step, const Error& error) const;

    const Scenario& m_scenario;
    ScenarioWorld m_world;
    std::size_t m_position{0};
    bool m_hasNodes{false};
    bool m_isInCase{false};
    bool m_isFinished{false};
    std::optional<Error> m_error;
};

}  // namespace quorate::stage
