// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/config.h"
#include "engine/raft/ready.h"
#include "engine/raft/status.h"
#include "tests/simulation/verdict.h"

namespace quorate::simulation {

/// What a core holds or hands out stays within the limits of its configuration. A single entry may
/// pass the limits on sizes, so that there is always progress.
class QueueBounds {
public:
    QueueBounds(const raft::Config& limits, Verdict& verdict)
        : m_limits(limits), m_verdict(verdict) {}

    void holds(const raft::Status& status);
    void handsOut(raft::NodeId node, const raft::Ready& ready);
    void sends(const raft::Message& message);

private:
    void exceeded(raft::NodeId node, const char* what, std::uint64_t size);

    const raft::Config& m_limits;
    Verdict& m_verdict;
};

}  // namespace quorate::simulation
