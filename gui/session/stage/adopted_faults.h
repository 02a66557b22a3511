// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/stage/stage.h"
#include "gui/session/fault_book.h"
#include "storage/stage/stage_disks.h"

namespace quorate::gui {

/// Enters into the book what a scenario has left broken on its Stage, so that whoever takes it over
/// sees it and can mend it: partitions and links, nodes that are down or paused, clocks, disks.
/// Nothing changes by that. Rules that are switched off are faults of the Stage already.
void adoptFaults(stage::Stage& stage, storage::StageDisks& disks, FaultBook& book);

}  // namespace quorate::gui
