// SPDX-License-Identifier: Apache-2.0
#include "network/api/base64.h"

#include <array>
#include <cstdint>

namespace quorate::network {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNone = 0xFF;

constexpr std::array<std::uint8_t, 256> makeDigits() {
    std::array<std::uint8_t, 256> digits{};
    for (auto& digit : digits) {
        digit = kNone;
    }
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return digits;
}

constexpr std::array<std::uint8_t, 256> kDigits = makeDigits();

std::uint32_t byteAt(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t digitAt(std::string_view text, std::size_t at) {
    return kDigits[static_cast<unsigned char>(text[at])];
}

char digit(std::uint32_t bits) {
    return kAlphabet[bits & 63U];
}

/// The slow way, for the last quantum, ends of line and whatever is wrong.
class Tail {
public:
    Tail(std::string_view text, std::size_t at, char* out) : m_text(text), m_at(at), m_out(out) {}

    Base64Result decode(std::size_t size) {
        m_size = size;
        while (skipEndsOfLine()) {
            if (!quantum()) {
                return {m_size, m_errorAt};
            }
        }
        return {m_size, std::nullopt};
    }

private:
    bool skipEndsOfLine() {
        while (m_at < m_text.size() && (m_text[m_at] == '\n' || m_text[m_at] == '\r')) {
            ++m_at;
        }
        return m_at < m_text.size();
    }

    bool fail(std::size_t at) {
        m_errorAt = at;
        return false;
    }

    /// Four digits, or two or three and padding at the end. False: that was the end, or wrong.
    bool quantum() {
        const std::size_t start = m_at;
        std::array<std::uint32_t, 4> digits{};
        std::size_t count = 0;
        for (; count < digits.size(); ++count, ++m_at) {
            if (!skipEndsOfLine()) {
                return fail(start);
            }
            if (m_text[m_at] == '=' && count >= 2) {
                break;
            }
            digits[count] = digitAt(m_text, m_at);
            if (digits[count] == kNone) {
                return fail(m_at);
            }
        }
        const std::uint32_t bits =
            digits[0] << 18U | digits[1] << 12U | digits[2] << 6U | digits[3];
        for (std::size_t i = 0; i + 1 < count; ++i) {
            m_out[m_size++] = static_cast<char>(bits >> (16U - 8U * i));
        }
        if (count == digits.size()) {
            return true;
        }
        for (; count < digits.size(); ++count, ++m_at) {
            if (!skipEndsOfLine()) {
                return fail(m_text.size());
            }
            if (m_text[m_at] != '=') {
                return fail(m_at);
            }
        }
        return skipEndsOfLine() ? fail(m_at) : false;
    }

    std::string_view m_text;
    std::size_t m_at;
    char* m_out;
    std::size_t m_size{0};
    std::optional<std::size_t> m_errorAt;
};

}  // namespace

void appendBase64(std::string& out, std::string_view bytes) {
    std::size_t to = out.size();
    out.resize(to + (bytes.size() + 2) / 3 * 4);
    std::size_t at = 0;
    for (; at + 3 <= bytes.size(); at += 3, to += 4) {
        const std::uint32_t bits =
            byteAt(bytes, at) << 16U | byteAt(bytes, at + 1) << 8U | byteAt(bytes, at + 2);
        out[to] = digit(bits >> 18U);
        out[to + 1] = digit(bits >> 12U);
        out[to + 2] = digit(bits >> 6U);
        out[to + 3] = digit(bits);
    }
    if (at < bytes.size()) {
        const bool hasTwo = at + 2 == bytes.size();
        const std::uint32_t bits =
            byteAt(bytes, at) << 16U | (hasTwo ? byteAt(bytes, at + 1) << 8U : 0U);
        out[to] = digit(bits >> 18U);
        out[to + 1] = digit(bits >> 12U);
        out[to + 2] = hasTwo ? digit(bits >> 6U) : '=';
        out[to + 3] = '=';
    }
}

Base64Result decodeBase64(std::string_view text, char* out) {
    std::size_t size = 0;
    std::size_t at = 0;
    for (; at + 4 < text.size(); at += 4, size += 3) {
        const std::uint32_t a = digitAt(text, at);
        const std::uint32_t b = digitAt(text, at + 1);
        const std::uint32_t c = digitAt(text, at + 2);
        const std::uint32_t d = digitAt(text, at + 3);
        if (((a | b | c | d) & 0x80U) != 0) {
            break;
        }
        const std::uint32_t bits = a << 18U | b << 12U | c << 6U | d;
        out[size] = static_cast<char>(bits >> 16U);
        out[size + 1] = static_cast<char>(bits >> 8U);
        out[size + 2] = static_cast<char>(bits);
    }
    return Tail(text, at, out).decode(size);
}

}  // namespace quorate::network
