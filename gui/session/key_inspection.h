// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "engine/kv/response.h"
#include "engine/kv/view.h"
#include "gui/session/session.h"

namespace quorate::gui {

/// At most `limit` keys from `prefix` on, as a view shows them.
NodeKeys keysOf(const kv::View& view, raft::NodeId node, raft::Index applied,
                const std::string& prefix, std::size_t limit);
/// What a node answered.
NodeKeys keysOf(const kv::RangeResponse& found, raft::NodeId node, raft::Index applied);

}  // namespace quorate::gui
