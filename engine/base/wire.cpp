// SPDX-License-Identifier: Apache-2.0
#include "engine/base/wire.h"

namespace quorate {

namespace {

constexpr unsigned kDigitBits = 7;
constexpr unsigned kMoreDigits = 0x80;
constexpr unsigned kMaxShift = 63;

}  // namespace

void WireWriter::varint(std::uint64_t value) {
    while (value >= kMoreDigits) {
        byte(static_cast<std::uint8_t>(value | kMoreDigits));
        value >>= kDigitBits;
    }
    byte(static_cast<std::uint8_t>(value));
}

std::uint8_t WireReader::byte() {
    if (hasFailed()) {
        return 0;
    }
    if (isAtEnd()) {
        fail("the end comes too early");
        return 0;
    }
    return static_cast<std::uint8_t>(m_input.data()[m_offset++]);
}

bool WireReader::boolean() {
    const std::uint8_t value = byte();
    if (value > 1) {
        fail("a truth value is neither 0 nor 1");
    }
    return value == 1;
}

std::uint64_t WireReader::varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift <= kMaxShift; shift += kDigitBits) {
        const std::uint64_t digit = byte();
        if (hasFailed()) {
            return 0;
        }
        if (shift == kMaxShift && digit > 1) {
            break;
        }
        value |= (digit & (kMoreDigits - 1)) << shift;
        if (digit < kMoreDigits) {
            if (digit == 0 && shift > 0) {
                break;
            }
            return value;
        }
    }
    fail("a number is too long");
    return 0;
}

std::uint64_t WireReader::varintUpTo(std::uint64_t limit, const char* what) {
    const std::uint64_t value = varint();
    if (value > limit) {
        fail(what);
        return 0;
    }
    return value;
}

Bytes WireReader::bytes() {
    const std::uint64_t length = varint();
    if (hasFailed()) {
        return {};
    }
    if (length > m_input.size() - m_offset) {
        fail("bytes reach beyond the end");
        return {};
    }
    Bytes slice = m_input.slice(m_offset, static_cast<std::size_t>(length));
    m_offset += static_cast<std::size_t>(length);
    return slice;
}

std::size_t WireReader::count(std::size_t minimumSize, const char* what) {
    const std::uint64_t number = varint();
    if (!hasFailed() && number > (m_input.size() - m_offset) / minimumSize) {
        fail(what);
    }
    return hasFailed() ? 0 : static_cast<std::size_t>(number);
}

void WireReader::fail(const char* what) {
    if (!hasFailed()) {
        m_failure = what;
        m_failureOffset = m_offset;
    }
}

Result<void> WireReader::status() const {
    if (!hasFailed()) {
        return {};
    }
    return Error(ErrorCode::Malformed,
                 std::string(m_failure) + " at byte " + std::to_string(m_failureOffset));
}

Result<void> WireReader::finish() {
    if (!hasFailed() && !isAtEnd()) {
        fail("there is more than was announced");
    }
    return status();
}

}  // namespace quorate
