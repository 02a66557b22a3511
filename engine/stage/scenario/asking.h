// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/stage/client_request.h"
#include "engine/stage/scenario/case_reader.h"
#include "engine/stage/scenario/node_set.h"
#include "engine/stage/scenario/scope.h"

namespace quorate::stage {

/// How a request of a scenario is made: whom it goes to, what it is called, how long is waited.
struct Asking {
    std::optional<NodeSet> target;  ///< nothing: the leader
    std::string operation;          ///< empty: nobody refers to it
    Nanoseconds timeout{10 * kSecond};

    /// Takes `at=`, `as=` and `timeout=`.
    static Result<Asking> parse(CaseReader& reader, Scope& scope);
    /// Asks the Stage. Unavailable where nobody leads and no other target was named.
    Result<void> ask(ScenarioWorld& world, ClientRequest request) const;
};

}  // namespace quorate::stage
