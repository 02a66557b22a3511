// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <string_view>
#include <vector>

#include "engine/observe/client_events.h"
#include "engine/observe/node_state.h"
#include "engine/raft/message.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

/// What things are called, the same in every view; numbers and units are in figures.h. In the
/// language of the application; any thread may call these functions.
namespace quorate::gui {

/// "n3"; "nobody" for no node; a storage thread by what it does.
QString nameOf(raft::NodeId node);
/// "n1, n2, n5", as a table lists them.
QString namesOf(const std::vector<raft::NodeId>& nodes);
/// "n1, n2 and n5", as a sentence does; "nobody" for none.
QString listOf(const std::vector<raft::NodeId>& nodes);
/// "{n1 n2}", as a partition writes it.
QString groupOf(const std::vector<raft::NodeId>& nodes);

/// "leader".
QString wordFor(raft::Role role);
/// "running", "paused", "down", "failed", "not heard of".
QString wordFor(observe::NodeCondition condition);
/// What a node is now, in one word: how it is where it does not run, "learner", or its role.
QString stateName(const observe::NodeState& node);
/// "vote request", "append", "heartbeat answer"; also of those that a node gives to itself, as
/// "write to the log".
QString wordFor(raft::MessageType type);
/// "put", "get", "delete", "cas" and so on.
QString wordFor(observe::OperationKind kind);

/// "12/4118"; "–" for the place before the log.
QString textOf(raft::EntryId entry);
/// Keys and values: as they are where that is text in one line, otherwise with escapes.
QString printable(std::string_view bytes);

}  // namespace quorate::gui
