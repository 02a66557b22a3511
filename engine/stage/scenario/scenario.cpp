// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/scenario.h"

#include <utility>

#include "engine/stage/scenario/case_reader.h"
#include "engine/stage/script.h"

namespace quorate::stage {

namespace {

constexpr std::size_t kMaxBytes = std::size_t{1024} * 1024;
constexpr std::size_t kMaxSteps = 10'000;

Result<ScenarioStep> parseStep(const ScriptCase& scriptCase, Scope& scope) {
    CaseReader reader(scriptCase);
    const ActionParser parse = findAction(scriptCase.command);
    if (parse == nullptr) {
        return Error(ErrorCode::Malformed, placeOf(scriptCase.line, scriptCase.column) +
                                               "unknown command \"" + scriptCase.command + "\"");
    }
    auto action = parse(reader, scope);
    if (!action) {
        return action.error();
    }
    if (auto finished = reader.finish(); !finished) {
        return finished.error();
    }
    ScenarioStep step;
    step.line = scriptCase.line;
    step.column = scriptCase.column;
    step.command = scriptCase.command;
    step.action = std::move(*action);
    if (scriptCase.hasSeparator) {
        step.expected = scriptCase.expected;
    }
    return step;
}

}  // namespace

Result<Scenario> Scenario::parse(std::string_view text, std::string name) {
    Scenario scenario;
    scenario.m_name = std::move(name);
    const auto failed = [&scenario](const Error& error) {
        return Error(error.code, scenario.m_name + ": " + error.message);
    };
    if (text.size() > kMaxBytes) {
        return failed({ErrorCode::TooLarge, "a scenario has at most a mebibyte"});
    }
    auto cases = parseScript(text, ScriptForm::Scenario);
    if (!cases) {
        return failed(cases.error());
    }
    if (cases->empty()) {
        return failed({ErrorCode::Malformed,
                       placeOf(1, 1) + "a scenario begins with the command \"scenario\""});
    }
    if (cases->size() > kMaxSteps) {
        return failed({ErrorCode::TooLarge, placeOf((*cases)[kMaxSteps].line, 1) +
                                                "a scenario has at most 10000 commands"});
    }
    Scope scope;
    auto head = parseHead(cases->front(), scope);
    if (!head) {
        return failed(head.error());
    }
    scenario.m_head = std::move(*head);
    for (std::size_t i = 1; i < cases->size(); ++i) {
        auto step = parseStep((*cases)[i], scope);
        if (!step) {
            return failed(step.error());
        }
        scenario.m_steps.push_back(std::move(*step));
    }
    return scenario;
}

std::unique_ptr<Stage> makeStage(const Scenario& scenario, DiskBay& disks, Wire& wire,
                                 Witness& witness) {
    const ScenarioHead& head = scenario.head();
    auto stage = std::make_unique<Stage>(head.options, disks, wire);
    stage->add(static_cast<ClientListener&>(witness));
    stage->add(static_cast<StageWatcher&>(witness));
    stage->add(static_cast<EventListener&>(witness));
    if (head.delay) {
        LinkCondition condition = stage->links().defaultCondition();
        condition.minDelayNs = head.delay->min;
        condition.maxDelayNs = head.delay->max;
        stage->setDefaultLink(condition);
    }
    return stage;
}

}  // namespace quorate::stage
