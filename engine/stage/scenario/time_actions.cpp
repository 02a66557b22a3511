// SPDX-License-Identifier: Apache-2.0
// Commands that let time go on, and what is expected then.
#include <string>
#include <utility>

#include "engine/stage/scenario/action.h"
#include "engine/stage/scenario/amount.h"
#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/condition.h"

namespace quorate::stage {

namespace {

constexpr Nanoseconds kPatience = 10 * kSecond;

/// The next thing happens, or the deadline comes. False for the deadline.
bool stepBefore(Stage& stage, Moment deadline) {
    const auto next = stage.nextMoment();
    if (!next || *next > deadline) {
        stage.runUntil(deadline);
        return false;
    }
    return stage.step();
}

std::string textOf(const CaseReader& reader) {
    std::string text;
    for (const ScriptArgument& argument : reader.scriptCase().arguments) {
        text += (text.empty() ? "" : " ") + argument.text;
    }
    return text;
}

class WaitUntil final : public Action {
public:
    WaitUntil(ConditionPointer condition, Nanoseconds within)
        : m_condition(std::move(condition)), m_within(within) {}

    Result<bool> begin(ScenarioWorld& world) const override {
        world.deadline = after(world.stage.now(), m_within);
        return m_condition->holds(world, nullptr);
    }
    Result<bool> advance(ScenarioWorld& world) const override {
        const bool isInTime = stepBefore(world.stage, world.deadline);
        if (m_condition->holds(world, nullptr)) {
            return true;
        }
        if (isInTime) {
            return false;
        }
        std::string found;
        static_cast<void>(m_condition->holds(world, &found));
        return Error(ErrorCode::FailedPrecondition,
                     "waited " + textOfTime(m_within) + " in vain: " + found);
    }

private:
    ConditionPointer m_condition;
    Nanoseconds m_within;
};

Result<ActionPointer> makeWait(CaseReader& reader, Result<ConditionPointer> condition) {
    if (!condition) {
        return condition.error();
    }
    auto within = timeKey(reader, "within");
    if (!within) {
        return within.error();
    }
    return ActionPointer(
        std::make_unique<WaitUntil>(std::move(*condition), within->value_or(kPatience)));
}

Result<ActionPointer> parseWaitUntil(CaseReader& reader, Scope& scope) {
    return makeWait(reader, parseCondition(reader, scope));
}

Result<ActionPointer> parseStabilize(CaseReader& reader, Scope& scope) {
    return makeWait(reader, parseClusterCondition("quiet", reader, scope));
}

Result<ActionPointer> parseExpect(CaseReader& reader, Scope& scope) {
    auto parsed = parseCondition(reader, scope);
    if (!parsed) {
        return parsed.error();
    }
    const std::shared_ptr<const Condition> condition = std::move(*parsed);
    return makeAction([condition, text = textOf(reader),
                       line = reader.scriptCase().line](ScenarioWorld& world) -> Result<void> {
        std::string found;
        if (!condition->holds(world, &found)) {
            return Error(ErrorCode::FailedPrecondition,
                         "\"" + text + "\" was expected, but " + found);
        }
        world.listener.expectationMet(line, text);
        return {};
    });
}

class RunFor final : public Action {
public:
    explicit RunFor(Nanoseconds time) : m_time(time) {}

    Result<bool> begin(ScenarioWorld& world) const override {
        world.deadline = after(world.stage.now(), m_time);
        return false;
    }
    Result<bool> advance(ScenarioWorld& world) const override {
        return !stepBefore(world.stage, world.deadline);
    }

private:
    Nanoseconds m_time;
};

Result<ActionPointer> parseRunFor(CaseReader& reader, Scope& /*scope*/) {
    auto time = needTime(reader, "a time");
    if (!time) {
        return time.error();
    }
    return ActionPointer(std::make_unique<RunFor>(*time));
}

class TakeSteps final : public Action {
public:
    TakeSteps(std::uint64_t count, std::optional<NodeSet> node)
        : m_count(count), m_node(std::move(node)) {}

    Result<bool> begin(ScenarioWorld& world) const override {
        world.stepsLeft = m_count;
        return false;
    }
    Result<bool> advance(ScenarioWorld& world) const override {
        bool hasHappened = false;
        if (m_node) {
            auto node = m_node->resolveOne(world);
            if (!node) {
                return node.error();
            }
            hasHappened = world.stage.stepNode(*node);
        } else {
            hasHappened = world.stage.step();
        }
        if (!hasHappened) {
            return Error(ErrorCode::FailedPrecondition, "nothing is due that could happen");
        }
        return --world.stepsLeft == 0;
    }

private:
    std::uint64_t m_count;
    std::optional<NodeSet> m_node;
};

Result<ActionPointer> parseStep(CaseReader& reader, Scope& scope) {
    constexpr std::uint64_t kMost = 1'000'000;
    std::uint64_t count = 1;
    if (reader.peekWord() != nullptr) {
        auto number = needNumber(reader, "the number of steps", 1, kMost);
        if (!number) {
            return number.error();
        }
        count = *number;
    }
    auto node = nodesKey(reader, scope, "node");
    if (!node) {
        return node.error();
    }
    return ActionPointer(std::make_unique<TakeSteps>(count, std::move(*node)));
}

}  // namespace

ActionParser findTimeAction(std::string_view command) {
    constexpr std::array<NamedParser, 5> kParsers{{{"wait-until", &parseWaitUntil},
                                                   {"expect", &parseExpect},
                                                   {"run-for", &parseRunFor},
                                                   {"step", &parseStep},
                                                   {"stabilize", &parseStabilize}}};
    return findIn(kParsers, command);
}

}  // namespace quorate::stage
