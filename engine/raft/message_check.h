// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/result.h"
#include "engine/raft/message.h"

namespace quorate::raft {

/// Whether a peer's message is one that a member can send at all: its fields are there, in range
/// and consistent with each other. Whether it fits the state of the node that receives it is not
/// asked here. InvalidMessage (LocalMessage for a type that peers do not send), with the reason.
///
/// Messages come from a network, so nothing in them is taken on trust; what passes here cannot
/// break an invariant of the core.
Result<void> checkForm(const Message& message);

}  // namespace quorate::raft
