// SPDX-License-Identifier: Apache-2.0
#include "gui/log_wall/log_ghosts.h"

#include <algorithm>

#include "gui/model/entry_state.h"

namespace quorate::gui {

void LogGhosts::show(const FramePtr& frame) {
    const FramePtr before = std::exchange(m_last, frame);
    if (frame == nullptr || before == nullptr || frame->moment < before->moment ||
        frame->moment.nanoseconds() - before->moment.nanoseconds() > kLifeNs) {
        m_ghosts.clear();
        return;
    }
    for (auto node = m_ghosts.begin(); node != m_ghosts.end();) {
        std::erase_if(node->second, [&](const Ghost& ghost) {
            return frame->moment.nanoseconds() - ghost.since.nanoseconds() > kLifeNs;
        });
        node = node->second.empty() ? m_ghosts.erase(node) : std::next(node);
    }
    for (std::size_t place = 0; place < frame->state.nodeCount(); ++place) {
        const observe::NodeState& after = frame->state.nodeAt(place);
        if (const observe::NodeState* node = before->state.findNode(after.id)) {
            compare(*node, after);
        }
    }
}

void LogGhosts::compare(const observe::NodeState& before, const observe::NodeState& after) {
    const raft::Index endBefore = before.log.entries.end();
    const raft::Index endAfter = after.log.entries.end();
    raft::Index from = std::min(endBefore, endAfter);
    // Others may stand in the place of what was cut off; those behind them are gone all the same.
    if (before.log.last() >= after.log.first() && !(before.log.lastId() == after.log.lastId())) {
        from = std::min(from, firstConflict(before.log, after.log).value_or(from));
    }
    if (from < endBefore && m_last != nullptr) {
        m_ghosts[after.id].push_back({from, endBefore, m_last->moment});
    }
}

const std::vector<LogGhosts::Ghost>& LogGhosts::of(raft::NodeId node) const {
    static const std::vector<Ghost> kNone;
    const auto found = m_ghosts.find(node);
    return found != m_ghosts.end() ? found->second : kNone;
}

}  // namespace quorate::gui
