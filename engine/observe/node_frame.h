// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/base/result.h"
#include "engine/observe/event.h"
#include "engine/observe/node_state.h"
#include "engine/raft/config.h"
#include "engine/raft/raft.h"

namespace quorate::observe {

/// The settings of a core whose ticks take so long.
CoreSettings settingsOf(const raft::Config& config, std::uint64_t tickNs);

/// All that a running core knows of itself: for the NodeFrame after a NodeStarted, or of a node
/// that was running before anybody listened. The condition is Up; the rest of what the runtime
/// knows (incarnation, snapshot, store, work under way) is for the runtime to fill in.
///
/// Reads the log once. Of a leader's appends in flight the number and the bytes are exact, the
/// indexes are not. `log` entries that cannot be read are the error.
Result<NodeState> nodeStateOf(const raft::Raft& core, const CoreSettings& settings, Moment now);

/// The event's body.
NodeFrame toFrame(NodeState state);

}  // namespace quorate::observe
