// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace quorate::observe {

/// CRC-32C (Castagnoli), as all records and frames of ours have it. `previous` is the checksum of
/// what comes before `bytes`.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t previous = 0) noexcept;

}  // namespace quorate::observe
