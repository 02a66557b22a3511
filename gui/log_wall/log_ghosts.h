// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "engine/observe/moment.h"
#include "gui/model/frame.h"

namespace quorate::gui {

/// Entries that were cut off a log a moment ago: seen by comparing a frame with the one before.
class LogGhosts {
public:
    /// Of shown time.
    static constexpr std::uint64_t kLifeNs = 2'000'000'000;

    struct Ghost {
        raft::Index first;
        raft::Index end;
        observe::Moment since;
    };

    /// The next frame that is shown; nothing is cut off where time goes back or leaps.
    void show(const FramePtr& frame);
    [[nodiscard]] const std::vector<Ghost>& of(raft::NodeId node) const;
    [[nodiscard]] bool empty() const noexcept { return m_ghosts.empty(); }

private:
    void compare(const observe::NodeState& before, const observe::NodeState& after);

    FramePtr m_last;
    std::map<raft::NodeId, std::vector<Ghost>> m_ghosts;
};

}  // namespace quorate::gui
