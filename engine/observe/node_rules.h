// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/observe/event.h"
#include "engine/observe/node_state.h"

namespace quorate::observe {

/// What an event of a core does to the state of its node: the transitions of raft::Raft, read from
/// what it tells. Takes any event; what cannot be (in a recording that is damaged, or that began in
/// the midst of things) does no harm.
void applyCoreEvent(NodeState& node, const Event& event);

/// The same for what the runtime around the core tells, but for NodeFrame, which replaces all.
void applyRuntimeEvent(NodeState& node, const Event& event);

}  // namespace quorate::observe
