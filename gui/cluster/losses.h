// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/observe/cluster_state.h"
#include "gui/model/frame.h"

namespace quorate::gui {

/// A message that did not arrive, and how much of its way it had behind it then.
struct Loss {
    observe::MessageInFlight message;
    double flight{0.0};
    bool atCut{false};  ///< where the link is cut
};

/// Messages of the first frame that were lost before the second: on a link that is cut now, to a
/// node that does not run, or gone before they were due. Nothing where the second frame is not
/// what became of the first.
std::vector<Loss> lossesBetween(const Frame& before, const Frame& after);

/// Keeps them for as long as it takes to see them. Times are in milliseconds of any clock that
/// goes on.
class LossMemory {
public:
    static constexpr std::int64_t kSeenMs = 900;

    void add(std::vector<Loss> losses, std::int64_t nowMs);
    /// Those that are still to be seen; the others are forgotten.
    [[nodiscard]] std::vector<Loss> recent(std::int64_t nowMs);
    void clear() { m_kept.clear(); }

private:
    struct Kept {
        Loss loss;
        std::int64_t sinceMs{0};
    };
    std::vector<Kept> m_kept;
};

}  // namespace quorate::gui
