// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/observe/event.h"
#include "engine/observe/link_events.h"
#include "engine/stage/checks/cluster_checks.h"

namespace quorate::gui {

/// The first time that a check saw what must never be, and what it is about.
struct FoundViolation {
    std::string text;
    /// Of the event at which it was seen, in the recording.
    std::uint64_t number{0};
    raft::EventId event;
    observe::Moment moment;
    raft::NodeId node;
    std::vector<raft::EntryId> entries;
    /// Of the message that left, where it was seen by one.
    std::optional<observe::MessageKey> message;
};

/// How one check stands.
struct CheckStanding {
    std::string name;
    std::uint64_t exercised{0};  ///< how often there was something to check
    std::uint64_t violated{0};
    std::optional<FoundViolation> first;
};

/// How all stand. A value.
struct CheckResults {
    std::vector<CheckStanding> checks;
    std::uint64_t eventCount{0};  ///< that they have seen, from the first one on
};
using CheckResultsPtr = std::shared_ptr<const CheckResults>;

/// The checks that the simulator runs, over the events of a recording as they come in. What a
/// session found out by itself and told (CheckViolated) stands beside them, where it is none of
/// theirs. Belongs to the thread of the recording.
class CheckRun {
public:
    CheckRun();

    /// In the order of the recording. What was violated for the first time by this event; null
    /// otherwise.
    const stage::Violation* take(std::uint64_t number, raft::EventId id,
                                 const observe::Event& event);
    [[nodiscard]] CheckResultsPtr results() const;

private:
    [[nodiscard]] bool isOurs(const std::string& check) const;

    stage::ClusterChecks m_checks;
    std::size_t m_seen{0};
    std::uint64_t m_count{0};
    std::map<std::string, FoundViolation> m_found;
    std::map<std::string, CheckStanding> m_told;
};

}  // namespace quorate::gui
