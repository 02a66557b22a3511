// SPDX-License-Identifier: Apache-2.0
#include "storage/crc32c.h"

#include <algorithm>
#include <cstddef>
#include <isa-l/crc.h>

namespace quorate::storage {

namespace {

/// The library counts in int.
constexpr std::size_t kPiece = std::size_t{1} << 30U;

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t previous) noexcept {
    std::uint32_t value = ~previous;
    while (!bytes.empty()) {
        const std::string_view piece = bytes.substr(0, kPiece);
        // The library takes its input as mutable, and reads it only.
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast,cppcoreguidelines-pro-type-const-cast)
        auto* data = reinterpret_cast<unsigned char*>(const_cast<char*>(piece.data()));
        value = crc32_iscsi(data, static_cast<int>(piece.size()), value);
        bytes.remove_prefix(piece.size());
    }
    return ~value;
}

}  // namespace quorate::storage
