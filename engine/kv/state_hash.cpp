// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/state_hash.h"

#include <bit>
#include <cstddef>
#include <cstring>

namespace quorate::kv {

namespace {

std::uint64_t littleEndianWord(const char* bytes, std::size_t size) {
    std::uint64_t word = 0;
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(&word, bytes, size);
    } else {
        for (std::size_t i = size; i > 0; --i) {
            word = (word << 8U) | static_cast<unsigned char>(bytes[i - 1]);
        }
    }
    return word;
}

}  // namespace

void StateHash::add(std::string_view bytes) noexcept {
    constexpr std::size_t kWord = 8;
    add(static_cast<std::uint64_t>(bytes.size()));
    const char* at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= kWord; left -= kWord, at += kWord) {
        add(littleEndianWord(at, kWord));
    }
    if (left > 0) {
        add(littleEndianWord(at, left));
    }
}

}  // namespace quorate::kv
