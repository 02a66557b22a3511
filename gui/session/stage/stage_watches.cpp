// SPDX-License-Identifier: Apache-2.0
#include "gui/session/stage/stage_watches.h"

#include <utility>

#include "engine/kv/history.h"
#include "engine/kv/key_space.h"

namespace quorate::gui {

void StageWatches::begin(WatchId id, const WatchAsk& ask) {
    const auto [place, isNew] = m_watches.emplace(id, ask);
    if (isNew) {
        look(id, place->second);
    }
}

void StageWatches::look() {
    for (auto& [id, watch] : m_watches) {
        look(id, watch);
    }
}

void StageWatches::look(WatchId id, Watch& watch) {
    if (const stage::StageNode* node = nodeFor(watch)) {
        read(id, watch, *node);
    } else {
        wait(id, watch, whyNobody(watch));
    }
}

std::string StageWatches::whyNobody(const Watch& watch) const {
    if (watch.ask.target == raft::kNoNode) {
        return "no node runs";
    }
    const stage::StageNode* node = m_stage.find(watch.ask.target);
    const bool isPaused = node != nullptr && node->condition() == stage::NodeLife::Paused;
    return "n" + toString(watch.ask.target) + (isPaused ? " is paused" : " does not run");
}

const stage::StageNode* StageWatches::nodeFor(const Watch& watch) {
    const auto runs = [](const stage::StageNode* node) {
        return node != nullptr && node->condition() == stage::NodeLife::Up;
    };
    if (watch.ask.target != raft::kNoNode) {
        const stage::StageNode* node = m_stage.find(watch.ask.target);
        return runs(node) ? node : nullptr;
    }
    if (const stage::StageNode* node = m_stage.find(watch.node); runs(node)) {
        return node;
    }
    if (const stage::StageNode* leader = m_stage.leader(); runs(leader)) {
        return leader;
    }
    for (const auto& node : m_stage.nodes()) {
        if (runs(node.get())) {
            return node.get();
        }
    }
    return nullptr;
}

void StageWatches::wait(WatchId id, Watch& watch, const std::string& reason) {
    if (watch.isToldOf && watch.standing == WatchNews::Standing::Waiting &&
        watch.reason == reason) {
        return;
    }
    watch.isToldOf = true;
    watch.standing = WatchNews::Standing::Waiting;
    watch.reason = reason;
    WatchNews told;
    told.watch = id;
    told.node = watch.node;
    told.reason = reason;
    told.moment = m_stage.now();
    m_tell(told);
}

void StageWatches::read(WatchId id, Watch& watch, const stage::StageNode& node) {
    const kv::View& view = node.state().keySpace().now();
    WatchNews told;
    told.watch = id;
    told.standing = WatchNews::Standing::Watching;
    told.node = node.id();
    told.moment = m_stage.now();
    if (watch.next.main == 0) {
        watch.next = {view.revision() + 1, 0};
    }
    for (bool isMore = watch.next.main <= view.revision(); isMore;) {
        kv::HistoryQuery query;
        query.from = watch.next;
        query.keys = watch.keys.interval();
        query.previousKv = true;
        const auto page = kv::eventsSince(view, query);
        if (!page) {
            wait(id, watch, page.error().message);
            return;
        }
        if (!*page) {
            // Compacted: what is there is told, and that something is missing.
            told.compacted = view.compacted();
            watch.next = {view.compacted(), 0};
            continue;
        }
        for (const kv::Event& event : (*page)->events) {
            told.changes.push_back(watchedChangeOf(event));
        }
        watch.next = (*page)->next;
        isMore = (*page)->more;
    }
    const bool isNews = !watch.isToldOf || watch.standing != told.standing ||
                        watch.node != node.id() || !told.changes.empty() || told.compacted > 0;
    watch.isToldOf = true;
    watch.standing = told.standing;
    watch.node = node.id();
    if (isNews) {
        m_tell(told);
    }
}

}  // namespace quorate::gui
