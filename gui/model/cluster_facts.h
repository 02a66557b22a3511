// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/quorum.h"
#include "engine/raft/types.h"
#include "gui/model/entry_state.h"

/// What follows from the state of a cluster and several views say.
namespace quorate::gui {

bool isRunning(const observe::NodeState& node) noexcept;
/// It goes by no entry of the log: reads, and what is asked about the time of leases.
bool isRead(observe::OperationKind kind) noexcept;
/// The one that campaigns in the highest term; null for none.
const observe::NodeState* candidateOf(const observe::ClusterState& state);
/// The configuration that counts: that of the leader, or of whoever got furthest.
const raft::ConfState& configurationOf(const observe::ClusterState& state);
bool isLearnerIn(const raft::ConfState& configuration, raft::NodeId node);
bool isVoterIn(const raft::ConfState& configuration, raft::NodeId node);
bool isMemberOf(const raft::ConfState& configuration, raft::NodeId node);
raft::JointConfig votersOf(const raft::ConfState& configuration);

/// Whether these are a majority, of both halves where the configuration is joint.
bool isQuorum(const raft::ConfState& configuration, const std::vector<raft::NodeId>& nodes);

bool isCut(const observe::ClusterState& state, observe::Link link);

/// Members that reach each other, over others if need be, in both directions.
struct Side {
    std::vector<raft::NodeId> nodes;  ///< in order
    /// Those of them that run can elect a leader and commit.
    bool hasQuorum{false};
};
/// The sides that the links which are cut leave; a single one while nothing is cut apart. The
/// largest comes first.
std::vector<Side> sidesOf(const observe::ClusterState& state);

}  // namespace quorate::gui
