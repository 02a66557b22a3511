// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/kv/command.h"
#include "engine/kv/kv_error.h"

namespace quorate::kv {

/// etcd's bound (--max-txn-ops) on the compares and on each branch of a transaction. A nested
/// transaction may use what the ones around it left of it.
inline constexpr std::size_t kDefaultTxnOperations = 128;

/// What can be said of a command without looking at the key space: the refusal, or nothing.
///
/// A node asks this before it proposes, with the limit that its operator configured. The key space
/// asks again when it applies, with the largest limit that the encoding allows: members may be
/// configured differently, and must apply alike.
std::optional<KvError> check(const Command& command, std::size_t maxTxnOperations);
std::optional<KvError> check(const RangeRequest& request);

/// The longest time to live of a lease that etcd grants, in seconds.
inline constexpr std::int64_t kMaxLeaseTtlSeconds = 9'000'000'000;

}  // namespace quorate::kv
