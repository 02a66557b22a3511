// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/raft/progress_tracker.h"
#include "engine/stage/script.h"

namespace quorate::tests {

/// Runs `simple`, `enter-joint` and `leave-joint` of the folder confchange/ on a configuration that
/// starts empty. The last log index goes up by one with every command.
class ConfChangeInterpreter {
public:
    Result<std::string> execute(const stage::ScriptCase& scriptCase);

private:
    raft::ProgressTracker m_tracker{{10, raft::kNoLimit}};
    raft::Index m_lastIndex;
};

}  // namespace quorate::tests
