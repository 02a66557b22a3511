// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quorate::storage {

/// Numbers in file names and messages have all their digits, so that names sort as numbers do.
inline constexpr std::size_t kHexDigits = 16;

/// "000000000000012c".
std::string toHex(std::uint64_t value);
/// Nothing for what toHex() does not give.
std::optional<std::uint64_t> fromHex(std::string_view text);

}  // namespace quorate::storage
