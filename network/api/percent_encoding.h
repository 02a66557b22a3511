// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace quorate::network {

/// The bytes that a part of a path means (RFC 3986 §2.1); nothing where a percent sign is followed
/// by anything but two hexadecimal digits.
inline std::optional<std::string> percentDecoded(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            result += text[at];
            continue;
        }
        unsigned value = 0;
        const std::string_view digits = text.substr(at + 1, 2);
        const char* const end = digits.data() + digits.size();
        if (digits.size() != 2 || std::from_chars(digits.data(), end, value, 16).ptr != end) {
            return std::nullopt;
        }
        result += static_cast<char>(value);
        at += 2;
    }
    return result;
}

}  // namespace quorate::network
