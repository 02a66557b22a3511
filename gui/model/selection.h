// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "engine/observe/link_events.h"
#include "engine/observe/runtime_events.h"
#include "engine/raft/event_id.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

namespace quorate::gui {

/// The things that can be selected or pointed at, in whatever view they are seen.
struct EntryOnNode {
    raft::NodeId node;
    raft::Index index;
    friend bool operator==(const EntryOnNode&, const EntryOnNode&) = default;
};
/// monostate: nothing.
using Selected = std::variant<std::monostate, raft::NodeId, observe::Link, observe::MessageKey,
                              EntryOnNode, observe::OperationId, raft::EventId>;

/// The node that a selected thing is at; none where it is at no single one.
raft::NodeId nodeOf(const Selected& selected);

}  // namespace quorate::gui
