// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/raft/types.h"
#include "gui/session/command.h"

/// The faults of the palette as commands, without widgets.
namespace quorate::gui {

/// The nodes that a fault can be about: all that are known, in order of id.
std::vector<raft::NodeId> nodesOf(const observe::ClusterState& state);

/// Both directions of all links of a node, or of every pair for nobody.
std::vector<observe::Link> linksOf(const observe::ClusterState& state, raft::NodeId node);

/// One node on one side, all others on the other.
Partition isolate(const observe::ClusterState& state, raft::NodeId node);
/// The leader with the fewer nodes, so that the others must elect a new one.
Partition halves(const observe::ClusterState& state);
/// Two halves that do not hear each other, and one node between them that hears both: the links to
/// cut. Empty for fewer than three nodes.
std::vector<Command> bridge(const observe::ClusterState& state);

SetLinkCondition delayOf(std::vector<observe::Link> links, std::uint64_t milliseconds);
SetLinkCondition lossOf(std::vector<observe::Link> links, std::uint32_t percent);

/// Cuts all of them if one is not cut, else heals all of them.
std::vector<Command> toggleCut(const observe::ClusterState& state,
                               const std::vector<observe::Link>& links);

}  // namespace quorate::gui
