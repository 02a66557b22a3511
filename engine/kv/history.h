// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "engine/kv/key_interval.h"
#include "engine/kv/key_value.h"
#include "engine/kv/kv_error.h"
#include "engine/kv/revision.h"
#include "engine/kv/view.h"

namespace quorate::kv {

/// What a watch that starts in the past wants to hear.
struct HistoryQuery {
    Revision from;     ///< the first change of interest; a main revision starts at sub 0
    KeyInterval keys;  ///< everything, unless told otherwise
    bool previousKv{false};
    bool noPut{false};
    bool noDelete{false};
    std::size_t maxEvents{1000};    ///< in one page
    std::size_t maxScanned{10000};  ///< changes looked at for one page, of interest or not
};

/// A piece of history. It may end within a main revision, so that one that changed a million keys
/// needs no more memory than others: `next.sub` is then above zero.
struct HistoryPage {
    std::vector<Event> events;  ///< in the order in which they happened
    Revision next;              ///< where the next page starts
    bool more{false};           ///< false: the page reaches the revision of the view
};

/// The changes from a revision on. Refuses one before the compacted revision; the changes of that
/// one itself can still be read, though not what they replaced. A revision that is yet to come
/// gives an empty page.
KvResult<HistoryPage> eventsSince(const View& view, const HistoryQuery& query);

}  // namespace quorate::kv
