// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/node/membership.h"
#include "engine/stage/pace.h"
#include "engine/stage/scenario/scope.h"
#include "engine/stage/script.h"
#include "engine/stage/stage.h"

namespace quorate::stage {

/// The first command of a scenario: what it is about, and the cluster that it is played on.
struct ScenarioHead {
    std::string title;
    std::string teaches;
    StageOptions options;
    node::Membership members;
    /// Of all links that have no rule of their own; nothing: what a Stage has.
    std::optional<Span> delay;
};

/// Enters the nodes into the scope. Malformed, with line and column.
Result<ScenarioHead> parseHead(const ScriptCase& scriptCase, Scope& scope);

}  // namespace quorate::stage
