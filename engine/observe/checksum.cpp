// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/checksum.h"

#include <array>
#include <cstddef>

#include "engine/base/little_endian.h"

namespace quorate::observe {

namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78;  // bits reversed
constexpr std::size_t kStride = 8;

using Table = std::array<std::uint32_t, 256>;

/// Table n tells what a byte does to the checksum n bytes further on, so that eight bytes are
/// looked up at once.
constexpr std::array<Table, kStride> makeTables() {
    std::array<Table, kStride> tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value >> 1U) ^ ((value & 1U) != 0 ? kPolynomial : 0);
        }
        tables[0][byte] = value;
    }
    for (std::size_t n = 1; n < kStride; ++n) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t before = tables[n - 1][byte];
            tables[n][byte] = (before >> 8U) ^ tables[0][before & 0xFFU];
        }
    }
    return tables;
}
constexpr std::array<Table, kStride> kTables = makeTables();

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t previous) noexcept {
    std::uint32_t value = ~previous;
    while (bytes.size() >= kStride) {
        const std::uint64_t next = loadLittleEndian<std::uint64_t>(bytes.data()) ^ value;
        value = 0;
        for (std::size_t i = 0; i < kStride; ++i) {
            value ^= kTables[kStride - 1 - i][(next >> (8 * i)) & 0xFFU];
        }
        bytes.remove_prefix(kStride);
    }
    for (const char byte : bytes) {
        value = (value >> 8U) ^ kTables[0][(value ^ static_cast<unsigned char>(byte)) & 0xFFU];
    }
    return ~value;
}

}  // namespace quorate::observe
