// SPDX-License-Identifier: Apache-2.0
#include "gui/console/watch_book.h"

#include <algorithm>

namespace quorate::gui {

void WatchBook::begin(WatchId id, const WatchAsk& ask) {
    Watch watch;
    watch.id = id;
    watch.ask = ask;
    m_watches.push_back(watch);
}

void WatchBook::hear(const WatchNews& news) {
    const auto watch = std::find_if(m_watches.begin(), m_watches.end(),
                                    [&news](const Watch& each) { return each.id == news.watch; });
    if (watch == m_watches.end()) {
        return;
    }
    watch->standing = news.standing;
    watch->node = news.node;
    watch->reason = news.reason;
    watch->changes += news.changes.size();
    watch->compacted = std::max(watch->compacted, news.compacted);
    for (const WatchedChange& change : news.changes) {
        m_changes.push_back({++m_heard, news.watch, news.moment, change});
    }
    while (m_changes.size() > kKept) {
        m_changes.pop_front();
    }
}

void WatchBook::forget(WatchId id) {
    m_watches.erase(std::remove_if(m_watches.begin(), m_watches.end(),
                                   [id](const Watch& watch) { return watch.id == id; }),
                    m_watches.end());
    m_changes.erase(std::remove_if(m_changes.begin(), m_changes.end(),
                                   [id](const Change& change) { return change.watch == id; }),
                    m_changes.end());
}

void WatchBook::clear() {
    m_watches.clear();
    m_changes.clear();
}

const WatchBook::Watch* WatchBook::find(WatchId id) const {
    const auto found = std::find_if(m_watches.begin(), m_watches.end(),
                                    [id](const Watch& watch) { return watch.id == id; });
    return found == m_watches.end() ? nullptr : &*found;
}

}  // namespace quorate::gui
