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
    layout::Record record;  ///< says where the value lies: readPut
};

/// Called for each key, in order; false ends the walk, and so does an Error, which is its result.
using KeyVisitor = std::function<Result<bool>(const KeyView&)>;

/// The revision that a request means: zero or less is the view's own. Refuses one that was
/// compacted away or is yet to come.
Answer<std::int64_t> resolveRevision(const View& view, std::int64_t requested);

/// Shows every key of the interval that held a value at a revision (a resolved one), holding one at
/// a time, and does not touch the values. This is what every range is made of, and a way to answer
/// without building a response.
Result<void> walkKeys(const View& view, const KeyInterval& interval, std::int64_t revision,
                      const KeyVisitor& visit);

}  // namespace quorate::kv
