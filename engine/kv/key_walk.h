// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/kv/key_interval.h"
#include "engine/kv/kv_error.h"
#include "engine/kv/layout.h"
#include "engine/kv/view.h"

namespace quorate::kv {

/// A key that held a value at the revision walked; what it shows lives during the visit only.
struct KeyView {
    std::string_view key;
    layout::Record record;
};

/// Called for each key, in order; false ends the walk.
using KeyVisitor = std::function<bool(const KeyView&)>;

/// The revision that a request means: zero or less is the view's own. Refuses one that was
/// compacted away or is yet to come.
Answer<std::int64_t> resolveRevision(const View& view, std::int64_t requested);

/// Shows every key of the interval that held a value at a revision (a resolved one), holding one at
/// a time. This is what every range is made of, and a way to answer without building a response.
Result<void> walkKeys(const View& view, const KeyInterval& interval, std::int64_t revision,
                      const KeyVisitor& visit);

/// The value of one key now: whether there is one. `stored` holds the bytes that `record` shows.
Result<bool> readCurrent(const StoreReader& reader, std::string_view key, std::string& stored,
                         layout::Record& record);

}  // namespace quorate::kv
