// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/raft/conf_change.h"
#include "engine/raft/message.h"
#include "engine/raft/raw_node.h"
#include "tests/fuzz/fuzz_input.h"

namespace quorate::tests {

/// A message to `target` as the input says. Terms and indexes are chosen around those that matter
/// to the target, so that most messages come close to being believed.
raft::Message forgeMessage(FuzzInput& input, const raft::RawNode& target);

raft::ConfChangeV2 forgeConfChange(FuzzInput& input);

}  // namespace quorate::tests
