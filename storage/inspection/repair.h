// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/base/result.h"
#include "storage/inspection/directory_view.h"
#include "storage/inspection/verification.h"

namespace quorate::storage {

/// What can be done for a node's directory without breaking what the node has promised its peers:
/// votes, and entries that it said it has. Both are in the log, so of a log nothing is repaired; a
/// torn end of it and a broken snapshot need no repair, since a start sees to them. The state is
/// made from snapshot and log, so it may be given up where those are there.
struct RepairPlan {
    enum class Kind : std::uint8_t {
        Nothing,       ///< a start works
        RebuildState,  ///< `db/` is moved away, and the next start makes it anew; nothing is lost
        GiveUp,        ///< the whole directory is moved away; the node must be added anew
        Refused,       ///< a node runs here, or it is no node's directory
    };
    Kind kind{Kind::Refused};
    std::string reason;
};

/// "nothing", "rebuild state", "give up", "refused".
const char* toString(RepairPlan::Kind kind) noexcept;

/// Changes nothing. RebuildState is planned only where the state is what is broken, it is not ahead
/// of the log, and a start without it was gone through and worked.
RepairPlan planRepair(const DirectoryView& view, const Verification& found);

/// Carries out RebuildState or GiveUp: moves what is broken, whole, to a new directory beside the
/// node's, "DIR.before-repair-N", and returns its name. Durable when it returns. The view must be
/// quiet, and holds its lock until then.
Result<std::string> carryOut(const DirectoryView& view, RepairPlan::Kind kind);

}  // namespace quorate::storage
