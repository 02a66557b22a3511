// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/checks/cluster_checks.h"

#include "engine/stage/checks/event_feeder.h"

namespace quorate::stage {

ClusterChecks::ClusterChecks(const CheckLimits& limits)
    : m_feeder(std::make_unique<EventFeeder>(limits)) {}

ClusterChecks::~ClusterChecks() = default;

void ClusterChecks::observe(raft::EventId id, const observe::Event& event) {
    m_feeder->observe(id, event);
}

const Verdicts& ClusterChecks::verdicts() const noexcept {
    return m_feeder->verdicts();
}

}  // namespace quorate::stage
