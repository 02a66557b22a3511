// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/observe/log_state.h"
#include "gui/log_wall/index_scale.h"
#include "gui/model/entry_state.h"
#include "gui/paint/entry_cell.h"

/// What is to be drawn of one node's log, without the drawing. Costs what is seen, not what there
/// is.
namespace quorate::gui {

/// Entries that look alike.
struct CellRun {
    raft::Index first;
    raft::Index end;
    EntryCell cell;
};
/// Of the entries in [low, high).
std::vector<CellRun> cellRuns(const observe::LogState& log, raft::Index low, raft::Index high);

/// A stretch of pixels in which the newest entry has this term.
struct TermSpan {
    double left{0};
    double right{0};
    raft::Term term;
};
/// Of the entries in [low, high), in whole pixels at least.
std::vector<TermSpan> termSpans(const observe::LogState& log, const IndexScale& scale,
                                raft::Index low, raft::Index high);

/// A stretch of pixels of one durability; none is narrower than a pixel.
struct DurabilitySpan {
    double left{0};
    double right{0};
    Durability durability{Durability::Stable};
};
std::vector<DurabilitySpan> durabilitySpans(const observe::LogState& log, const IndexScale& scale,
                                            raft::Index low, raft::Index high);

}  // namespace quorate::gui
