// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gui/session/command.h"

/// How recordings say which links are cut, and what was meant by it; of their conditions:
/// engine/observe/fault_words.h.
namespace quorate::gui {

/// "n1 → n2", "n1 ⫽ n2" for both ways.
std::string textOf(const CutLink& cut);
/// "{n1 n2} | {n3 n4 n5}".
std::string textOf(const Partition& partition);
/// Read from such texts; nothing from any others.
std::optional<CutLink> parseCut(std::string_view text);
std::optional<Partition> parsePartition(std::string_view text);

}  // namespace quorate::gui
