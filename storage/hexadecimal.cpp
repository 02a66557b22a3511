// SPDX-License-Identifier: Apache-2.0
#include "storage/hexadecimal.h"

namespace quorate::storage {

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr unsigned kDigitBits = 4;

}  // namespace

std::string toHex(std::uint64_t value) {
    std::string text(kHexDigits, '0');
    for (std::size_t i = kHexDigits; i-- > 0 && value != 0; value >>= kDigitBits) {
        text[i] = kDigits[value % kDigits.size()];
    }
    return text;
}

std::optional<std::uint64_t> fromHex(std::string_view text) {
    if (text.size() != kHexDigits) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (const char letter : text) {
        const std::size_t digit = kDigits.find(letter);
        if (digit == std::string_view::npos) {
            return std::nullopt;
        }
        value = (value << kDigitBits) | digit;
    }
    return value;
}

}  // namespace quorate::storage
