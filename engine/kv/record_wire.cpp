// SPDX-License-Identifier: Apache-2.0
#include "engine/kv/record_wire.h"

#include <limits>

namespace quorate::kv {

namespace {

constexpr unsigned kPayloadBits = 7;
constexpr std::uint8_t kPayloadMask = 0x7f;
constexpr std::uint8_t kMoreFollows = 0x80;
constexpr unsigned kLastShift = 63;  // the tenth byte holds one bit

char charOf(std::uint64_t number) {
    return static_cast<char>(static_cast<unsigned char>(number & 0xffU));
}

std::uint64_t byteAt(const char* bytes, std::size_t index) {
    return static_cast<unsigned char>(bytes[index]);
}

}  // namespace

void appendVarint(std::string& out, std::uint64_t number) {
    while (number > kPayloadMask) {
        out.push_back(charOf((number & kPayloadMask) | kMoreFollows));
        number >>= kPayloadBits;
    }
    out.push_back(charOf(number));
}

void appendSigned(std::string& out, std::int64_t number) {
    const auto bits = static_cast<std::uint64_t>(number);
    appendVarint(out, (bits << 1U) ^ (number < 0 ? ~std::uint64_t{0} : 0));
}

void appendBytes(std::string& out, std::string_view bytes) {
    appendVarint(out, bytes.size());
    out.append(bytes);
}

void appendBigEndian64(std::string& out, std::uint64_t number) {
    for (unsigned shift = 64; shift > 0; shift -= 8) {
        out.push_back(charOf(number >> (shift - 8)));
    }
}

void appendBigEndian32(std::string& out, std::uint32_t number) {
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        out.push_back(charOf(number >> (shift - 8)));
    }
}

std::uint64_t readBigEndian64(const char* bytes) noexcept {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        number = (number << 8U) | byteAt(bytes, i);
    }
    return number;
}

std::uint32_t readBigEndian32(const char* bytes) noexcept {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        number = (number << 8U) | byteAt(bytes, i);
    }
    return static_cast<std::uint32_t>(number);
}

std::string_view RecordReader::take(std::size_t size) {
    if (m_failed || size > left()) {
        m_failed = true;
        return {};
    }
    const std::string_view taken = m_bytes.substr(m_offset, size);
    m_offset += size;
    return taken;
}

std::uint8_t RecordReader::byte() {
    const std::string_view taken = take(1);
    return taken.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(taken.front());
}

std::uint64_t RecordReader::varint() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift <= kLastShift; shift += kPayloadBits) {
        const std::uint8_t next = byte();
        const std::uint64_t payload = next & kPayloadMask;
        if (m_failed || (shift == kLastShift && next > 1) || (shift > 0 && next == 0)) {
            break;
        }
        number |= payload << shift;
        if ((next & kMoreFollows) == 0) {
            return number;
        }
    }
    m_failed = true;
    return 0;
}

std::int64_t RecordReader::signedVarint() {
    const std::uint64_t folded = varint();
    const std::uint64_t mask = (folded & 1U) != 0 ? ~std::uint64_t{0} : 0;
    return static_cast<std::int64_t>((folded >> 1U) ^ mask);
}

std::int64_t RecordReader::natural() {
    const std::uint64_t number = varint();
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        m_failed = true;
        return 0;
    }
    return static_cast<std::int64_t>(number);
}

std::string_view RecordReader::bytes() {
    const std::uint64_t size = varint();
    if (size > left()) {
        m_failed = true;
        return {};
    }
    return take(static_cast<std::size_t>(size));
}

std::uint64_t RecordReader::bigEndian64() {
    const std::string_view taken = take(8);
    return taken.empty() ? 0 : readBigEndian64(taken.data());
}

std::uint32_t RecordReader::bigEndian32() {
    const std::string_view taken = take(4);
    return taken.empty() ? 0 : readBigEndian32(taken.data());
}

std::string_view RecordReader::rest() {
    return take(left());
}

}  // namespace quorate::kv
