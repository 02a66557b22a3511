// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/raft/types.h"
#include "gui/session/session_file.h"
#include "network/free_ports.h"

namespace quorate::gui {

/// Ports of loopback for the nodes of a session: for each the one that it had before, else that of
/// `make run-all`, where nobody else has it, else any that is free.
///
/// While this lives they are kept from others, also while a node is down; but for a program that
/// wants that very port and shares it (SO_REUSEADDR), which has it if it listens first.
class LivePorts {
public:
    /// How often ports are worth replacing before something else is the matter.
    static constexpr int kMostReplaced = 3;

    /// `ports` are those from before, and have what was found afterwards. Names the nodes that lost
    /// theirs; empty where all have what they had. IoError where there are none.
    Result<std::string> find(const std::vector<raft::NodeId>& nodes,
                             std::map<raft::NodeId, NodePorts>& ports);
    /// Others for those of these nodes whose ports somebody listens at; false if there are none
    /// such.
    Result<bool> replaceTaken(const std::vector<raft::NodeId>& nodes,
                              std::map<raft::NodeId, NodePorts>& ports);

private:
    network::FreePorts m_free;
};

}  // namespace quorate::gui
