// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "engine/observe/cluster_state.h"
#include "engine/raft/types.h"

namespace quorate::gui {

/// What the members of an etcd are called here. Their ids are any 64 bits, which nobody can read
/// out: they are nodes 1, 2, 3, ... in the order in which they are asked for here, and stay so. The
/// recording keeps the ids in their reports.
class EtcdNames {
public:
    EtcdNames() = default;
    /// As the reports have them.
    explicit EtcdNames(const observe::ClusterState& before);

    /// Gives it the next one where it has none. Nobody stays nobody.
    raft::NodeId nodeOf(raft::NodeId member);
    /// Nobody where there is no such node.
    [[nodiscard]] raft::NodeId memberOf(raft::NodeId node) const;

private:
    std::map<raft::NodeId, raft::NodeId> m_nodes;
    raft::NodeId m_last;
};

}  // namespace quorate::gui
