// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/kv/kv_error.h"
#include "engine/kv/view.h"

namespace quorate::kv {

/// A hash over all keys that held a value at a revision, with everything that is known of them:
/// equal for members whose contents were equal there, whatever else they have stored. It reads all
/// of them. Zero or less means the view's own revision. (Meta::chain is the one that costs
/// nothing.)
KvResult<std::uint64_t> contentsHash(const View& view, std::int64_t revision);

}  // namespace quorate::kv
