// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/stage/scenario/action.h"

/// The kinds of `fault`, by their second word, which is taken already.
namespace quorate::stage {

Result<ActionPointer> parseDriftFault(CaseReader& reader, Scope& scope);
Result<ActionPointer> parseDiskFault(CaseReader& reader, Scope& scope);

}  // namespace quorate::stage
