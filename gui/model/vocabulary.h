// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/observe/client_events.h"
#include "engine/observe/node_state.h"
#include "engine/raft/message.h"
#include "engine/raft/types.h"

/// More words that views share, beyond wording.h: for tables, sentences and lists. Any thread may
/// call these functions.
namespace quorate::gui {

/// "n3"; "nobody" for no node; a storage thread by its name.
QString whoIs(raft::NodeId node);
/// "n1, n2 and n5"; "nobody" for none.
QString listOf(const std::vector<raft::NodeId>& nodes);
/// "{n1 n2}", as a partition writes it.
QString groupOf(const std::vector<raft::NodeId>& nodes);

/// What a node is now, in one word: how it is where it does not run ("down", "paused", "failed"),
/// "learner", or its role.
QString stateName(const observe::NodeState& node);
/// "running", "paused", "down", "failed", "not heard of".
QString conditionName(observe::NodeCondition condition);

/// As wordFor(), and those that a node gives to itself: "write to the log" and so on.
QString messageName(raft::MessageType type);
/// "put", "get", "delete", "cas" and so on.
QString operationName(observe::OperationKind kind);

/// "64 B", "1.5 KiB".
QString bytesText(std::uint64_t bytes);
/// "214 880".
QString countText(std::uint64_t count);
/// "12/4118"; "–" for the place before the log.
QString entryText(raft::EntryId entry);
/// "index 4118", "4118–4120".
QString indexRange(raft::Index first, raft::Index last);
/// "1 entry", "3 entries".
QString entriesText(std::uint64_t count);
/// Keys and values: as they are where that is text in one line, otherwise with escapes.
QString printable(std::string_view bytes);

}  // namespace quorate::gui
