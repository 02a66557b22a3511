// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/observe/link_events.h"
#include "engine/observe/operator_events.h"

/// How recordings say what is wrong with links, and for how long a node is paused. Those about
/// disks: engine/stage/disk_fault.h.
namespace quorate::observe {

/// "n1 → n2".
std::string textOfCut(Link link);
/// What a condition is called, by the worst of it.
FaultKind faultKindOf(const LinkCondition& condition);
/// The worst of it: "50 % lost", "20 to 40 ms".
std::string textOf(const LinkCondition& condition);
/// "paused for 1500 ms"; "paused" for 0, which is until somebody ends it.
std::string textOfPause(std::uint64_t ms);
/// Of that; nothing for any other text.
std::optional<std::uint64_t> parsePause(std::string_view text);
/// Of a link's rules the one for all types without a rule of their own; else a good link's.
LinkCondition generalOf(const std::vector<LinkRule>& rules);

}  // namespace quorate::observe
