// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "engine/base/result.h"
#include "engine/raft/types.h"
#include "engine/stage/scenario/action.h"
#include "engine/stage/scenario/node_set.h"
#include "engine/stage/stage.h"

namespace quorate::stage {

/// Does `act(stage, node)` to every node of the set.
template <class Act>
ActionPointer forNodes(NodeSet nodes, Act act) {
    return makeAction(
        [nodes = std::move(nodes), act = std::move(act)](ScenarioWorld& world) -> Result<void> {
            auto all = nodes.resolve(world);
            if (!all) {
                return all.error();
            }
            for (const raft::NodeId node : *all) {
                if (Result<void> done = act(world.stage, node); !done) {
                    return done;
                }
            }
            return {};
        });
}

}  // namespace quorate::stage
