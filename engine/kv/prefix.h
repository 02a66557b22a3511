// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace quorate::kv {

/// The keys of a range request that asks for all keys that begin so, as etcd's clients ask.
/// Any bytes; without any, all keys.
struct PrefixRange {
    std::string key;
    std::string rangeEnd;  ///< one zero byte: no end
};
[[nodiscard]] PrefixRange rangeOfPrefix(std::string_view prefix);

}  // namespace quorate::kv
