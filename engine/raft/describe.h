// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "engine/raft/conf_state.h"
#include "engine/raft/entry.h"
#include "engine/raft/message.h"
#include "engine/raft/ready.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/state.h"

/// Text for transcripts, logs and tests, in the form that etcd's raft made familiar: a message is
/// `1->2 MsgApp Term:1 Log:1/11 Commit:11 Entries:[1/12 EntryNormal "x"]`. Ids are hexadecimal.
/// Nothing reads this back.
namespace quorate::raft {

/// "MsgApp" and so on.
const char* toString(MessageType type) noexcept;
/// "StateLeader" and so on.
const char* toString(Role role) noexcept;
/// "EntryNormal" and so on.
const char* toString(EntryType type) noexcept;

/// In double quotes, with the escapes of Go's strconv.Quote: printable characters, UTF-8 included,
/// stay as they are.
std::string quoted(std::string_view text);

std::string describe(const Entry& entry);
/// A line each.
std::string describe(EntrySpan entries);
std::string describe(const HardState& state);
std::string describe(const SoftState& state);
std::string describe(const ConfState& state);
std::string describe(const Snapshot& snapshot);
/// With `indent` before every line; no line end behind the last one.
std::string describe(const Message& message, const std::string& indent = {});
/// Several lines, or "<empty Ready>".
std::string describe(const Ready& ready);

}  // namespace quorate::raft
