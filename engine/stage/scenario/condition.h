// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/stage/scenario/case_reader.h"
#include "engine/stage/scenario/scenario_world.h"
#include "engine/stage/scenario/scope.h"

namespace quorate::stage {

/// What a scenario waits for and expects: a statement about the Stage. README.md has the list.
class Condition {
public:
    Condition() = default;
    Condition(const Condition&) = delete;
    Condition& operator=(const Condition&) = delete;
    virtual ~Condition() = default;

    /// Whether it holds now. If not, and `found` is not null, that says what is so instead.
    virtual bool holds(const ScenarioWorld& world, std::string* found) const = 0;
};

using ConditionPointer = std::unique_ptr<const Condition>;

/// All words that are left: one condition, or several with `and` between them.
Result<ConditionPointer> parseCondition(CaseReader& reader, const Scope& scope);

// --- the kinds of conditions, by what they are about; the word of the kind is taken already.
// Null for a word that is none of theirs.
Result<ConditionPointer> parseNodeCondition(const std::string& word, CaseReader& reader,
                                            const Scope& scope);
Result<ConditionPointer> parseClusterCondition(const std::string& word, CaseReader& reader,
                                               const Scope& scope);
Result<ConditionPointer> parseCheckCondition(CaseReader& reader);
Result<ConditionPointer> parseMetCondition(CaseReader& reader);
Result<ConditionPointer> parseOperationCondition(CaseReader& reader, const Scope& scope);

/// A condition from a callable `bool(const ScenarioWorld&, std::string& found)`.
template <class Holds>
ConditionPointer makeCondition(Holds holds) {
    class Made final : public Condition {
    public:
        explicit Made(Holds call) : m_holds(std::move(call)) {}
        bool holds(const ScenarioWorld& world, std::string* found) const override {
            std::string ignored;
            return m_holds(world, found != nullptr ? *found : ignored);
        }

    private:
        Holds m_holds;
    };
    return std::make_unique<Made>(std::move(holds));
}

}  // namespace quorate::stage
