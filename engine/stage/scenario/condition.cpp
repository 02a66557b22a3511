// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/condition.h"

#include <utility>
#include <vector>

namespace quorate::stage {

namespace {

Result<ConditionPointer> parseOne(CaseReader& reader, const Scope& scope) {
    const bool isNegated = reader.takeWordIf("not");
    auto word = reader.needWord("a condition");
    if (!word) {
        return word.error();
    }
    const std::string& kind = (*word)->text;
    auto condition = kind == "operation" ? parseOperationCondition(reader, scope)
                                         : parseNodeCondition(kind, reader, scope);
    if (condition && *condition == nullptr) {
        condition = parseClusterCondition(kind, reader, scope);
    }
    if (condition && *condition == nullptr) {
        return reader.error(**word, "unknown condition \"" + kind + "\"");
    }
    if (!condition || !isNegated) {
        return condition;
    }
    const std::shared_ptr<const Condition> inner = std::move(*condition);
    return makeCondition([inner](const ScenarioWorld& world, std::string& found) {
        found = "it is so";
        return !inner->holds(world, nullptr);
    });
}

}  // namespace

Result<ConditionPointer> parseCondition(CaseReader& reader, const Scope& scope) {
    std::vector<std::shared_ptr<const Condition>> all;
    do {
        auto one = parseOne(reader, scope);
        if (!one) {
            return one.error();
        }
        all.emplace_back(std::move(*one));
    } while (reader.takeWordIf("and"));
    return makeCondition([all](const ScenarioWorld& world, std::string& found) {
        for (const auto& condition : all) {
            if (!condition->holds(world, &found)) {
                return false;
            }
        }
        return true;
    });
}

}  // namespace quorate::stage
