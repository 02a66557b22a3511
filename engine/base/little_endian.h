// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>

namespace quorate {

/// Numbers in memory that is written to files: the least significant byte first, on every machine.
template <std::unsigned_integral Number>
void storeLittleEndian(char* to, Number value) noexcept {
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(to, &value, sizeof value);
    } else {
        for (std::size_t i = 0; i < sizeof value; ++i) {
            to[i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
        }
    }
}

template <std::unsigned_integral Number>
[[nodiscard]] Number loadLittleEndian(const char* from) noexcept {
    Number value{0};
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(&value, from, sizeof value);
    } else {
        for (std::size_t i = 0; i < sizeof value; ++i) {
            value |= static_cast<Number>(Number{static_cast<unsigned char>(from[i])} << (8 * i));
        }
    }
    return value;
}

}  // namespace quorate
