// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/types.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

/// A leader appends no configuration change while another one in its log is not applied yet
/// (dissertation §4.1): only so do the majorities of neighbouring configurations overlap.
class ConfChangeInFlight : Check {
public:
    explicit ConfChangeInFlight(Verdicts& verdicts) : Check("ConfChangeInFlight", verdicts) {}

    /// A leader that has applied up to `applied` appended a configuration change at `change`;
    /// `before` is the one before it in its log, 0 without any.
    void appended(raft::NodeId leader, raft::Index change, raft::Index before,
                  raft::Index applied) {
        if (exercise() && before > applied) {
            violated(leader, "leader " + toString(leader) + " appended the configuration change " +
                                 toString(change) + " while " + toString(before) +
                                 " is not applied");
        }
    }
};

}  // namespace quorate::stage
