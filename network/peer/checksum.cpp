// SPDX-License-Identifier: Apache-2.0
#include "network/peer/checksum.h"

#include <algorithm>
#include <cstddef>
#include <isa-l/crc.h>

namespace quorate::network {

namespace {

/// The library counts in int.
constexpr std::size_t kPiece = std::size_t{1} << 30U;

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t previous) noexcept {
    std::uint32_t value = ~previous;
    while (!bytes.empty()) {
        const std::size_t size = std::min(bytes.size(), kPiece);
        // The library takes its input as mutable, and reads it only.
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast,cppcoreguidelines-pro-type-const-cast)
        auto* data = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
        value = crc32_iscsi(data, static_cast<int>(size), value);
        bytes.remove_prefix(size);
    }
    return ~value;
}

}  // namespace quorate::network
