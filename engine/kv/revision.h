// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace quorate::kv {

/// The place of one change in the history of the key space.
///
/// `main` counts write transactions: everything that one command changes has the same main
/// revision. `sub` counts the changes within it, from zero.
struct Revision {
    std::int64_t main{0};
    std::int64_t sub{0};

    friend bool operator==(const Revision&, const Revision&) = default;
    friend bool operator<(const Revision& a, const Revision& b) {
        return a.main != b.main ? a.main < b.main : a.sub < b.sub;
    }
};

/// The main revision of a key space in which nothing was ever written.
inline constexpr std::int64_t kEmptyRevision = 1;

/// The compacted revision of a key space that was never compacted.
inline constexpr std::int64_t kNeverCompacted = -1;

}  // namespace quorate::kv
