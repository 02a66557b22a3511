// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "gui/session/key_watch.h"

namespace quorate::gui {

/// The watches of the console, and what they heard: a recording has neither.
class WatchBook {
public:
    /// The newest changes are kept.
    static constexpr std::size_t kKept = 500;

    struct Watch {
        WatchId id;
        WatchAsk ask;
        WatchNews::Standing standing{WatchNews::Standing::Waiting};
        raft::NodeId node;
        std::string reason;
        std::uint64_t changes{0};
        /// As the latest news had it; 0: nothing is missing.
        std::int64_t compacted{0};
    };
    struct Change {
        /// Counts all that were heard, from 1.
        std::uint64_t number{0};
        WatchId watch;
        observe::Moment moment;
        WatchedChange change;
    };

    void begin(WatchId id, const WatchAsk& ask);
    /// Of a watch that is not in the book nothing is taken.
    void hear(const WatchNews& news);
    /// It goes, and its changes with it.
    void forget(WatchId id);
    void clear();

    [[nodiscard]] const std::vector<Watch>& watches() const noexcept { return m_watches; }
    [[nodiscard]] const Watch* find(WatchId id) const;
    /// In the order in which they were heard.
    [[nodiscard]] const std::deque<Change>& changes() const noexcept { return m_changes; }

private:
    std::vector<Watch> m_watches;
    std::deque<Change> m_changes;
    std::uint64_t m_heard{0};
};

}  // namespace quorate::gui
