// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/prefix.h"

namespace quorate::kv {

PrefixRange rangeOfPrefix(std::string_view prefix) {
    const std::string zero(1, '\0');
    std::string end(prefix);
    while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xFFU) {
        end.pop_back();
    }
    if (end.empty()) {
        end = zero;
    } else {
        end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1U);
    }
    return {prefix.empty() ? zero : std::string(prefix), end};
}

}  // namespace quorate::kv
