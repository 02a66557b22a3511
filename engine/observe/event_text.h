// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/observe/event.h"
#include "engine/raft/event_id.h"

namespace quorate::observe {

/// The name of what happened and all its fields, for people who read transcripts:
/// "TermChanged from=1 to=2". Of a NodeFrame the name alone.
std::string textOf(const Body& body);

/// A line, without its end: the moment in seconds, the id, the node, the term, the cause, and the
/// text of the body.
std::string textOf(raft::EventId id, const Event& event);

}  // namespace quorate::observe
