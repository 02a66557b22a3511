// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/result.h"
#include "engine/stage/core_group.h"
#include "engine/stage/script.h"

namespace quorate::stage {

/// What `add-nodes` asks for.
struct CoreOptions {
    std::uint64_t count{0};
    CoreGroupOptions group;
};

/// Reads the arguments of `add-nodes N [voters=(..)] [index=I] ...`. Malformed, naming the
/// argument. Nodes have an election timeout of 3 ticks, a heartbeat of 1, and no limits, unless
/// told otherwise.
Result<CoreOptions> parseCoreOptions(const ScriptCase& scriptCase);

}  // namespace quorate::stage
