// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/raft/entry.h"

namespace quorate::observe {

/// The sum of a hash of each entry: of its index, term, type, length of payload, and of the first
/// and the last 32 bytes of the payload (FORMAT.md). It does not depend on how entries are grouped,
/// so the sums of two logs from their beginning can be compared wherever both are known.
std::uint64_t contentSum(raft::EntrySpan entries) noexcept;

}  // namespace quorate::observe
