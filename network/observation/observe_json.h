// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/observe/event.h"
#include "engine/observe/node_state.h"
#include "network/observation/observe_frames.h"

/// What a node's observers are told, as lines of JSON for people and their tools: FORMAT.md beside
/// this file has the members.
namespace quorate::network {

void appendLine(const ObserveHello& hello, std::string& out);
void appendLine(const observe::RecordedEvent& recorded, std::string& out);
void appendLine(const ObserveHeartbeat& heartbeat, std::string& out);
void appendLine(const ObserveMissed& missed, std::string& out);
void appendLine(const ObserveEnd& end, std::string& out);

/// One object, all that a node is at a moment.
void appendState(const observe::NodeState& state, observe::Moment now, std::string& out);

}  // namespace quorate::network
