// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include "engine/base/result.h"
#include "engine/stage/scenario/case_reader.h"
#include "engine/stage/scenario/scenario_world.h"
#include "engine/stage/scenario/scope.h"

namespace quorate::stage {

/// One command of a scenario, taken apart and checked. It holds no state of a run: that is in the
/// world.
class Action {
public:
    Action() = default;
    Action(const Action&) = delete;
    Action& operator=(const Action&) = delete;
    virtual ~Action() = default;

    /// Does it. True if that was all; false if time has to go on for it: then advance() follows.
    virtual Result<bool> begin(ScenarioWorld& world) const = 0;
    /// Lets the next thing on the Stage happen, if it is due in time. True when the command is
    /// done.
    virtual Result<bool> advance(ScenarioWorld& world) const {
        static_cast<void>(world);
        return true;
    }
    /// A person reads it before the scenario goes on.
    [[nodiscard]] virtual bool waitsForReader() const { return false; }
};

using ActionPointer = std::unique_ptr<const Action>;
using ActionParser = Result<ActionPointer> (*)(CaseReader& reader, Scope& scope);

/// A command that takes no time, from a callable `Result<void>(ScenarioWorld&)`.
template <class Do>
ActionPointer makeAction(Do action) {
    class Made final : public Action {
    public:
        explicit Made(Do call) : m_do(std::move(call)) {}
        Result<bool> begin(ScenarioWorld& world) const override {
            Result<void> done = m_do(world);
            return done ? Result<bool>(true) : done.error();
        }

    private:
        Do m_do;
    };
    return std::make_unique<Made>(std::move(action));
}

/// The command of this name; null for none.
ActionParser findAction(std::string_view command);

// --- the parsers of the commands, by subject; null for a name that is none of theirs
ActionParser findTextAction(std::string_view command);
ActionParser findTimeAction(std::string_view command);
ActionParser findNodeAction(std::string_view command);
ActionParser findElectionAction(std::string_view command);
ActionParser findMemberAction(std::string_view command);
ActionParser findLinkAction(std::string_view command);
ActionParser findMessageAction(std::string_view command);
ActionParser findClientAction(std::string_view command);
ActionParser findPrintAction(std::string_view command);

struct NamedParser {
    std::string_view name;
    ActionParser parse;
};
template <std::size_t N>
ActionParser findIn(const std::array<NamedParser, N>& parsers, std::string_view command) {
    for (const NamedParser& parser : parsers) {
        if (parser.name == command) {
            return parser.parse;
        }
    }
    return nullptr;
}

}  // namespace quorate::stage
