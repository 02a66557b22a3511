// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "engine/observe/cluster_state.h"
#include "engine/observe/event.h"

namespace quorate::gui {

/// Tells the end of what an earlier opening of a session left in its recording and what is not
/// there any more: faults, links that are cut or changed, messages, operations without an answer.
void tellLeftovers(const observe::ClusterState& before,
                   const std::function<void(observe::Body)>& tell);

}  // namespace quorate::gui
