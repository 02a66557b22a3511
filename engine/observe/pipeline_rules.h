// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/observe/copy_on_write.h"
#include "engine/observe/event.h"
#include "engine/observe/pipeline_state.h"

namespace quorate::observe {

/// What an event that is about a node does to its pipeline. Takes any event; what cannot be does no
/// harm, and what changes nothing copies nothing.
void applyPipelineEvent(CopyOnWrite<PipelineState>& pipeline, raft::EventId id, const Event& event);

/// The transport took a message; what is known of the entries in it.
EntryRange messageLeft(CopyOnWrite<PipelineState>& pipeline, raft::EventId sent);

}  // namespace quorate::observe
