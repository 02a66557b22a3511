// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/observe/event.h"
#include "engine/raft/event_id.h"
#include "engine/stage/checks/check_limits.h"
#include "engine/stage/checks/verdicts.h"

namespace quorate::stage {

class EventFeeder;

/// All checks of a cluster, driven by its events: of a Stage while it runs, or of a recording. It
/// keeps in mind what it needs to know of each node.
///
/// Takes any events in any order. What it cannot know, since events of before the recording began
/// are missing, it does not judge; that goes also for what is on the disks, until the first
/// LogSynced of a node. Belongs to one executor. Memory is bounded: of old entries and terms
/// nothing is remembered.
class ClusterChecks {
public:
    /// A name in `switchedOff` that no check has is an invariant violation.
    explicit ClusterChecks(const CheckLimits& limits);
    ClusterChecks(const ClusterChecks&) = delete;
    ClusterChecks& operator=(const ClusterChecks&) = delete;
    ~ClusterChecks();

    /// In the order in which things happened.
    void observe(raft::EventId id, const observe::Event& event);

    [[nodiscard]] const Verdicts& verdicts() const noexcept;

private:
    std::unique_ptr<EventFeeder> m_feeder;
};

}  // namespace quorate::stage
