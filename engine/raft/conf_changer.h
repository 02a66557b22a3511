// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "engine/base/result.h"
#include "engine/raft/conf_change.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/progress_tracker.h"

namespace quorate::raft {

/// A configuration and the progress of its members, about to become the active one.
struct ConfiguredMembers {
    TrackedConfig config;
    ProgressMap progress;
};

/// Works out what a configuration change makes of the active configuration, without touching it
/// (dissertation §4.1 for simple changes, §6 of the paper for joint ones). Every refusal is
/// InvalidConfChange.
class ConfChanger {
public:
    /// New members are probed from `lastIndex` on. `tracker` must outlive the changer.
    ConfChanger(const ProgressTracker& tracker, Index lastIndex)
        : m_tracker(tracker), m_lastIndex(lastIndex) {}

    /// What `change` asks for: simple, entering or leaving a joint configuration.
    [[nodiscard]] Result<ConfiguredMembers> apply(const ConfChangeV2& change) const;

    /// Changes at most one voter, so that majorities before and after overlap.
    [[nodiscard]] Result<ConfiguredMembers> simple(std::span<const ConfChangeSingle> changes) const;
    /// The active voters become the outgoing half, the changed ones the incoming half.
    [[nodiscard]] Result<ConfiguredMembers> enterJoint(
        bool autoLeave, std::span<const ConfChangeSingle> changes) const;
    /// Only the incoming half stays.
    [[nodiscard]] Result<ConfiguredMembers> leaveJoint() const;

private:
    const ProgressTracker& m_tracker;
    Index m_lastIndex;
};

/// The members that `state` describes, from nothing: replays how the configuration came to be, so
/// that it is checked like any other.
Result<ConfiguredMembers> restoreConfiguration(const ConfState& state, InflightLimits limits,
                                               Index lastIndex);

}  // namespace quorate::raft
