// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace quorate::stage {

/// A number that stands for a whole log up to one entry: two logs with the same chain at an index
/// are the same up to there, so whole prefixes are compared by comparing one number. Who feeds the
/// checks says what it is: a hash of all entries, or, where log matching is checked on its own, the
/// term of the entry, which then names all before it.
using Chain = std::uint64_t;

inline constexpr Chain kEmptyChain = 0;

}  // namespace quorate::stage
