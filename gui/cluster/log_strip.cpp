// SPDX-License-Identifier: Apache-2.0
#include "gui/cluster/log_strip.h"

#include <algorithm>

#include "gui/model/entry_state.h"

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
    strip.last = log.last();
    strip.firstEntry = std::clamp(log.first(), window.first, window.end());
    if (leader != nullptr) {
        strip.conflict = firstConflict(log, *leader);
    }
    const DurabilityBounds bounds(log);
    log.entries.forEach(
        strip.firstEntry, window.end(),
        [&](raft::Index first, raft::Index end, raft::Term term, observe::EntryKind kind) {
            for (raft::Index index = first; index < end; index = index.next()) {
                strip.cells.push_back({term, kind, bounds.at(index)});
            }
        });
    return strip;
}

}  // namespace quorate::gui
