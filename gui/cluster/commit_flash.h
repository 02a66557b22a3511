// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gui/model/frame.h"

namespace quorate::gui {

/// The majority that has just made an entry committed: it is seen by comparing two frames that
/// follow each other.
struct Commit {
    raft::Index index;
    std::vector<raft::NodeId> nodes;
};
/// Nothing where nothing was committed in between, or the second frame is not what became of the
/// first.
std::optional<Commit> commitBetween(const Frame& before, const Frame& after);

/// Lets such a majority flash: once for each commit, and not again before it could be seen.
/// Times are in milliseconds of any clock that goes on.
class CommitFlash {
public:
    static constexpr std::int64_t kFlashMs = 250;
    static constexpr std::int64_t kPauseMs = 700;

    void begin(const Commit& commit, std::int64_t nowMs);
    /// 1 at its beginning, 0 when it is over.
    [[nodiscard]] double strength(std::int64_t nowMs) const;
    [[nodiscard]] const std::vector<raft::NodeId>& nodes() const noexcept { return m_nodes; }

private:
    std::vector<raft::NodeId> m_nodes;
    std::optional<std::int64_t> m_beganMs;
};

}  // namespace quorate::gui
