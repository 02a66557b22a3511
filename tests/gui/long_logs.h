// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "engine/observe/recorder.h"
#include "gui/model/frame.h"

namespace quorate::tests {

/// `count` entries behind `before`, in terms from 1 to `terms`, of which all but the last 6 are
/// applied, 5 committed, and the last one neither written nor stable.
observe::NodeState nodeWithLog(raft::NodeId id, std::uint64_t count, std::uint64_t terms = 6,
                               raft::EntryId before = {});

/// A leader (n2) of five nodes n2 to n6; n3 lacks 10 entries, n4 has 3 that conflict, n5 has
/// compacted all but 1000.
std::vector<observe::NodeState> nodesWithLongLogs(std::uint64_t count);

/// A source of its own that tells of those nodes as if they had just started, and says that
/// nothing comes before the next millisecond.
observe::Published tell(observe::Recorder& recorder, const std::vector<observe::NodeState>& nodes,
                        observe::Moment now);

/// A frame of them alone.
gui::FramePtr frameOf(const std::vector<observe::NodeState>& nodes, observe::Moment now);

}  // namespace quorate::tests
