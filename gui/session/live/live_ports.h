// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "engine/base/result.h"
#include "engine/raft/types.h"
#include "gui/session/session_file.h"

namespace quorate::gui {

/// Ports of loopback for nodes: for each the one that it had before, else that of `make run-all`,
/// where nobody else has it, else any that is free.
class LivePorts {
public:
    /// `ports` are those from before, and have what was found afterwards. Names the nodes that lost
    /// theirs; empty where all have what they had. IoError where there are none.
    static Result<std::string> find(const std::vector<raft::NodeId>& nodes,
                                    std::map<raft::NodeId, NodePorts>& ports);
};

}  // namespace quorate::gui
