// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/log_strip.h"

#include <algorithm>
#include <optional>

namespace quorate::gui {

IndexWindow windowOf(const observe::ClusterState& state, std::uint32_t cells) {
    raft::Index last;
    for (std::size_t i = 0; i < state.nodeCount(); ++i) {
        last = std::max(last, state.nodeAt(i).log.last());
    }
    const std::uint64_t before = last.value() > cells ? last.value() - cells : 0;
    return {raft::Index(before + 1), cells};
}

LogStrip stripOf(const observe::LogState& log, const IndexWindow& window,
                 const observe::LogState* leader) {
    LogStrip strip;
    strip.window = window;
    strip.applied = log.applied;
    strip.committed = log.committed;
    strip.stable = log.unstableOffset.previous();
    strip.inProgress = std::max(log.offsetInProgress, log.unstableOffset).previous();
    strip.last = log.last();
    for (raft::Index index = window.first; index < window.end() && index <= log.before.index;
         index = index.next()) {
        strip.cells.push_back({index, log.before.term, true, false});
    }
    log.entries.forEach(
        window.first, window.end(),
        [&](raft::Index first, raft::Index end, raft::Term term, auto /*kind*/) {
            for (raft::Index index = first; index < end; index = index.next()) {
                const auto other =
                    leader != nullptr ? leader->term(index) : std::optional<raft::Term>();
                strip.cells.push_back({index, term, false, other && *other != term});
            }
        });
    return strip;
}

}  // namespace quorate::gui
