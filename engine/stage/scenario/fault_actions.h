// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/stage/scenario/action.h"

/// The kinds of `fault`, by their second word, which is taken already.
namespace quorate::stage {

Result<ActionPointer> parseDriftFault(CaseReader& reader, Scope& scope);
Result<ActionPointer> parseDiskFault(CaseReader& reader, Scope& scope);
Result<ActionPointer> parseTear(CaseReader& reader, Scope& scope);
Result<ActionPointer> parseSabotage(CaseReader& reader, Scope& scope);
/// Clocks, disks and rules are as they should be.
Result<void> endNodeFaults(Stage& stage);

}  // namespace quorate::stage
