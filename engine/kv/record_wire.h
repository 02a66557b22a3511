// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace quorate::kv {

// The building blocks of every encoding in this folder; FORMAT.md has them byte for byte.

/// Seven bits a byte, the lowest first, the top bit set on all but the last byte.
void appendVarint(std::string& out, std::uint64_t number);

/// A varint of the number folded so that small negative ones stay short.
void appendSigned(std::string& out, std::int64_t number);

/// The length as a varint, then the bytes.
void appendBytes(std::string& out, std::string_view bytes);

/// The most significant byte first, so that the order of the bytes is that of the numbers.
void appendBigEndian64(std::string& out, std::uint64_t number);
void appendBigEndian32(std::string& out, std::uint32_t number);

std::uint64_t readBigEndian64(const char* bytes) noexcept;
std::uint32_t readBigEndian32(const char* bytes) noexcept;

/// Reads an encoding from the front. The first thing that is not as it should be latches the reader
/// as failed; from then on every read gives zero or nothing, so that a decoder asks once, at the
/// end.
class RecordReader {
public:
    explicit RecordReader(std::string_view bytes) : m_bytes(bytes) {}

    std::uint8_t byte();
    /// Refuses more than ten bytes, more than 64 bits, and an encoding longer than needed.
    std::uint64_t varint();
    std::int64_t signedVarint();
    /// A varint that must fit a non-negative signed number, as revisions do.
    std::int64_t natural();
    std::string_view bytes();
    std::uint64_t bigEndian64();
    std::uint32_t bigEndian32();
    /// All that is left.
    std::string_view rest();

    void fail() noexcept { m_failed = true; }
    [[nodiscard]] bool failed() const noexcept { return m_failed; }
    [[nodiscard]] bool atEnd() const noexcept { return m_offset == m_bytes.size(); }
    /// Everything was read, and nothing was wrong.
    [[nodiscard]] bool complete() const noexcept { return !m_failed && atEnd(); }
    [[nodiscard]] std::size_t offset() const noexcept { return m_offset; }
    [[nodiscard]] std::size_t left() const noexcept { return m_bytes.size() - m_offset; }

private:
    std::string_view take(std::size_t size);

    std::string_view m_bytes;
    std::size_t m_offset{0};
    bool m_failed{false};
};

}  // namespace quorate::kv
