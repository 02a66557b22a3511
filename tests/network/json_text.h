// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>

namespace quorate::network_tests {

/// JSON that is written with apostrophes for its quotes, which reads better and which moc, unlike
/// raw strings, gets right.
inline std::string json(std::string text) {
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

}  // namespace quorate::network_tests
