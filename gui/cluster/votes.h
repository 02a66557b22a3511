// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "gui/cluster/scene.h"

namespace quorate::gui {

/// What has become of a peer's vote for this candidate; at the leader of a joint configuration,
/// whether the peer has acknowledged the change.
Petal petalOf(const observe::NodeState& node, raft::NodeId peer,
              const observe::ClusterState& state);
/// Who said yes, of the voters of each half; one half unless the configuration is joint. Votes of
/// a candidate, acknowledgements of the change at a leader.
std::vector<Tally> talliesOf(const observe::NodeState& node);
/// Turns petals, from the `first` one on, so that neighbours are at least `apart` radians from
/// each other and keep their order.
void spreadPetals(std::vector<ScenePetal>& petals, std::size_t first, double apart);

}  // namespace quorate::gui
