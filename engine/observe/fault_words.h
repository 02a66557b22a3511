// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/observe/link_events.h"
#include "engine/observe/operator_events.h"

/// How recordings say what is wrong with links. Those about disks: engine/stage/disk_fault.h.
namespace quorate::observe {

/// "n1 → n2".
std::string textOfCut(Link link);
/// What a condition is called, by the worst of it.
FaultKind faultKindOf(const LinkCondition& condition);
/// The worst of it: "50 % lost", "20 to 40 ms".
std::string textOf(const LinkCondition& condition);
/// Of a link's rules the one for all types without a rule of their own; else a good link's.
LinkCondition generalOf(const std::vector<LinkRule>& rules);

}  // namespace quorate::observe
