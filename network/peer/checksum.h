// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace quorate::network {

/// CRC-32C (Castagnoli), by the processor's own instructions where it has them. `previous` is the
/// checksum of what comes before `bytes`.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t previous = 0) noexcept;

}  // namespace quorate::network
