// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/config.h"
#include "engine/raft/ready.h"
#include "engine/raft/status.h"
#include "engine/stage/checks/queue_bounds.h"

namespace quorate::simulation {

/// What a core holds or hands out stays within the limits of its configuration. A single entry may
/// pass the limits on sizes, so that there is always progress.
class CoreBounds {
public:
    /// `limits` must outlive this.
    CoreBounds(const raft::Config& limits, stage::Verdicts& verdicts)
        : m_limits(limits), m_rule(verdicts) {}

    void holds(const raft::Status& status);
    void handsOut(raft::NodeId node, const raft::Ready& ready);
    void sends(const raft::Message& message);

private:
    const raft::Config& m_limits;
    stage::QueueBounds m_rule;
};

}  // namespace quorate::simulation
