// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/scenario_runner.h"

#include <string>
#include <utility>

namespace quorate::stage {

ScenarioRunner::ScenarioRunner(const Scenario& scenario, Stage& stage, const Witness& witness,
                               ScenarioListener& listener)
    : m_scenario(scenario), m_world(stage, witness, listener) {}

const ScenarioStep* ScenarioRunner::current() const noexcept {
    return m_position < size() ? &m_scenario.steps()[m_position] : nullptr;
}

Error ScenarioRunner::errorAt(const ScenarioStep& step, const Error& error) const {
    return {error.code, m_scenario.name() + ": " + placeOf(step.line, step.column) + step.command +
                            ": " + error.message};
}

Result<ScenarioProgress> ScenarioRunner::step() {
    if (m_error) {
        return *m_error;
    }
    auto played = playOn();
    if (!played) {
        m_error = played.error();
    }
    return played;
}

Result<ScenarioProgress> ScenarioRunner::playOn() {
    if (!std::exchange(m_hasNodes, true)) {
        if (auto begun = m_world.stage.begin(m_scenario.head().members); !begun) {
            return Error(begun.error().code, m_scenario.name() + ": the cluster does not start: " +
                                                 begun.error().message);
        }
    }
    const ScenarioStep* step = current();
    if (step == nullptr) {
        if (!std::exchange(m_isFinished, true)) {
            m_world.listener.done();
        }
        return ScenarioProgress::Finished;
    }
    const bool isNew = !std::exchange(m_isInCase, true);
    if (isNew) {
        m_world.output.clear();
    }
    const auto isDone = isNew ? step->action->begin(m_world) : step->action->advance(m_world);
    if (!isDone) {
        return errorAt(*step, isDone.error());
    }
    return *isDone ? finish(*step) : ScenarioProgress::Running;
}

Result<ScenarioProgress> ScenarioRunner::finish(const ScenarioStep& step) {
    m_isInCase = false;
    if (!m_world.output.empty()) {
        m_world.listener.printed(step.line, m_world.output);
    }
    const std::string output = m_world.output.empty() ? "ok\n" : m_world.output;
    if (step.expected && output != *step.expected) {
        return errorAt(step,
                       {ErrorCode::FailedPrecondition,
                        "this was expected:\n" + *step.expected + "but it printed:\n" + output});
    }
    ++m_position;
    return step.action->waitsForReader() ? ScenarioProgress::AtReader : ScenarioProgress::Between;
}

Result<ScenarioProgress> ScenarioRunner::finishCase() {
    for (;;) {
        auto progress = step();
        if (!progress || *progress != ScenarioProgress::Running) {
            return progress;
        }
    }
}

Result<void> ScenarioRunner::run(std::uint64_t maxSteps) {
    for (std::uint64_t i = 0; i < maxSteps; ++i) {
        auto progress = step();
        if (!progress) {
            return progress.error();
        }
        if (*progress == ScenarioProgress::Finished) {
            return {};
        }
    }
    return Error(ErrorCode::Busy, m_scenario.name() + ": it is not over after " +
                                      std::to_string(maxSteps) + " steps");
}

}  // namespace quorate::stage
