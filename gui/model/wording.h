// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <vector>

#include "engine/observe/moment.h"
#include "engine/raft/message.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

/// The words for things, the same in every view. In the language of the application.
namespace quorate::gui {

/// "n3".
QString nameOf(raft::NodeId node);
/// "n1, n2, n5".
QString namesOf(const std::vector<raft::NodeId>& nodes);
/// "leader".
QString wordFor(raft::Role role);
/// "vote request", "append", "heartbeat answer".
QString wordFor(raft::MessageType type);
/// "12/4118".
QString textOf(raft::EntryId entry);
/// A moment of the recording: "14.213 s".
QString textOf(observe::Moment moment);
/// With a unit that suits it: "1.5 s", "100 ms", "40 µs".
QString durationText(std::uint64_t nanoseconds);

}  // namespace quorate::gui
