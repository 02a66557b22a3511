// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/stage/script.h"

namespace quorate::tests {

/// Runs `committed` and `vote` of the folder quorum/. Malformed for a wrong script.
Result<std::string> executeQuorumCase(const stage::ScriptCase& scriptCase);

}  // namespace quorate::tests
