// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/observe/operator_events.h"
#include "gui/session/command.h"

/// How recordings say what is wrong with links, and what was meant by it.
namespace quorate::gui {

/// "n1 → n2", "n1 ⫽ n2" for both ways.
std::string textOf(const CutLink& cut);
/// "{n1 n2} | {n3 n4 n5}".
std::string textOf(const Partition& partition);
/// Read from such texts; nothing from any others.
std::optional<CutLink> parseCut(std::string_view text);
std::optional<Partition> parsePartition(std::string_view text);

/// What a condition is called, by the worst of it.
observe::FaultKind faultKindOf(const observe::LinkCondition& condition);
/// "20 % lost", "50 to 100 ms".
std::string textOf(const observe::LinkCondition& condition);

}  // namespace quorate::gui
