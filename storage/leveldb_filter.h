// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include <leveldb/filter_policy.h>

namespace quorate::storage {

/// LevelDB's Bloom filter, which says of most tables that lack a key that they do; but none for
/// keys that begin with `appended`. No two tables have such keys of one range, so that they are
/// looked for in one table only, and a filter of them would tell nothing.
///
/// The format is that of LevelDB's own filter, of the kind that it keeps free for others to come,
/// which every version takes for "maybe": either reads what the other wrote. Any thread may use it.
std::unique_ptr<const leveldb::FilterPolicy> makeTableFilter(std::optional<char> appended);

}  // namespace quorate::storage
