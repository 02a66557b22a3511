// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/observe/recording.h"
#include "gui/recording/history.h"
#include "gui/session/command.h"

namespace quorate::gui {

/// A fault that is over.
struct EndedFault {
    std::uint64_t fault{0};
    observe::FaultKind kind{observe::FaultKind::LinkCut};
    std::vector<raft::NodeId> nodes;
    std::string text;
    observe::Moment from;
    observe::Moment to;
    friend bool operator==(const EndedFault&, const EndedFault&) = default;
};

/// By the numbers of the events with which they ended.
using EndedFaults = std::map<std::uint64_t, EndedFault>;

/// Those that ended at `until` or before, the last one first, at most `limit`. Reads the recording:
/// for its thread. What cannot be read is left out. What was read is kept in `known`, for the next
/// question about the same recording.
std::vector<EndedFault> endedFaults(const observe::Recording& recording,
                                    const std::vector<Mark>& marks, observe::Moment until,
                                    std::size_t limit, EndedFaults& known);

/// How many have ended by then: while that is the same, so are they.
std::size_t endCount(const std::vector<Mark>& marks, observe::Moment until);

/// What brings it about once more, as far as events tell what it was: the difference that the
/// moment of its beginning made. Empty where they do not.
std::vector<Command> repeatOf(const observe::Recording& recording, const EndedFault& fault);

}  // namespace quorate::gui
