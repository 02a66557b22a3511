// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace quorate {

/// Appends the primitives that all encodings of ours are made of to a string. Cannot fail.
///
///     varint  an unsigned number in base 128, least significant digit first, the top bit set on
///             all bytes but the last, in as few bytes as possible (1 to 10)
///     bytes   a varint length, then that many bytes
class WireWriter {
public:
    /// Appends to `out`, which must outlive the writer.
    explicit WireWriter(std::string& out) : m_out(out) {}

    void byte(std::uint8_t value) { m_out.push_back(static_cast<char>(value)); }
    void boolean(bool value) { byte(value ? 1 : 0); }
    void varint(std::uint64_t value);
    void bytes(std::string_view value) {
        varint(value.size());
        m_out.append(value);
    }

private:
    std::string& m_out;
};

/// Reads the same primitives from bytes of anybody's making.
///
/// The first thing that does not fit makes the reader failed; from then on it yields zeros and
/// empty bytes, so a decoder may read on and ask once, at its end. Loops must ask in between.
/// Lengths are checked against what is there before anything is allocated.
class WireReader {
public:
    /// Slices that it returns share the buffer of `input`.
    explicit WireReader(Bytes input) : m_input(std::move(input)) {}

    std::uint8_t byte();
    /// 0 or 1; anything else is malformed.
    bool boolean();
    /// In its shortest form; anything else is malformed, so that equal values have equal bytes.
    std::uint64_t varint();
    /// A varint of at most `limit`.
    std::uint64_t varintUpTo(std::uint64_t limit, const char* what);
    /// Shares the input's buffer.
    Bytes bytes();
    /// A number of elements, each of which takes at least `minimumSize` bytes of what is left.
    std::size_t count(std::size_t minimumSize, const char* what);

    /// Marks the input as malformed, unless it is already; `what` says what was read.
    void fail(const char* what);
    [[nodiscard]] bool hasFailed() const noexcept { return m_failure != nullptr; }
    [[nodiscard]] std::size_t offset() const noexcept { return m_offset; }
    [[nodiscard]] bool isAtEnd() const noexcept { return m_offset == m_input.size(); }

    /// Malformed, with the offset and what was read there, if anything failed or bytes are left.
    Result<void> finish();
    /// The same without asking for the end.
    [[nodiscard]] Result<void> status() const;

private:
    Bytes m_input;
    std::size_t m_offset{0};
    const char* m_failure{nullptr};
    std::size_t m_failureOffset{0};
};

}  // namespace quorate
