// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>

#include "engine/raft/describe.h"

namespace quorate::raft {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

struct CodePoint {
    std::uint32_t value{0};
    std::size_t length{0};  ///< 0 for bytes that are not UTF-8
};

/// The code point at the start of `text`, in its shortest form and no surrogate (RFC 3629).
CodePoint decodeUtf8(std::string_view text) {
    const auto byteAt = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byteAt(0);
    struct Form {
        unsigned mask;
        unsigned lead;
        std::size_t length;
        std::uint32_t least;
    };
    constexpr std::array<Form, 4> kForms{{{0x80, 0x00, 1, 0},
                                          {0xe0, 0xc0, 2, 0x80},
                                          {0xf0, 0xe0, 3, 0x800},
                                          {0xf8, 0xf0, 4, 0x10000}}};
    for (const Form& form : kForms) {
        if ((first & form.mask) != form.lead || text.size() < form.length) {
            continue;
        }
        std::uint32_t value = first & ~form.mask;
        for (std::size_t i = 1; i < form.length; ++i) {
            if ((byteAt(i) & 0xc0U) != 0x80U) {
                return {};
            }
            value = value << 6U | (byteAt(i) & 0x3fU);
        }
        const bool isSurrogate = value >= 0xd800 && value <= 0xdfff;
        return value < form.least || value > 0x10ffff || isSurrogate
                   ? CodePoint()
                   : CodePoint{value, form.length};
    }
    return {};
}

/// Roughly what Unicode calls printable: no controls, no other spaces than the common one, no
/// formatting marks, no private use, no noncharacters.
bool isPrintable(std::uint32_t c) {
    if (c < 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0xad) {
        return false;
    }
    const bool isOddSpace = c == 0x1680 || (c >= 0x2000 && c <= 0x200f) ||
                            (c >= 0x2028 && c <= 0x202f) || (c >= 0x205f && c <= 0x206f) ||
                            c == 0x3000 || c == 0xfeff;
    const bool isPrivate = (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
    const bool isNoncharacter = (c & 0xfffeU) == 0xfffe || (c >= 0xfff0 && c <= 0xfffb);
    return !isOddSpace && !isPrivate && !isNoncharacter;
}

void appendHex(std::string& out, std::uint32_t value, unsigned digits) {
    for (unsigned i = digits; i-- > 0;) {
        out += kHexDigits[(value >> (4 * i)) & 0xfU];
    }
}

void appendEscaped(std::string& out, std::uint32_t c) {
    constexpr std::string_view kControls = "\a\b\f\n\r\t\v";
    constexpr std::string_view kLetters = "abfnrtv";
    if (c == '"' || c == '\\') {
        out += '\\';
        out += static_cast<char>(c);
    } else if (const auto at =
                   c < 0x80 ? kControls.find(static_cast<char>(c)) : std::string_view::npos;
               at != std::string_view::npos) {
        out += '\\';
        out += kLetters[at];
    } else if (c < 0x20 || c == 0x7f) {
        out += "\\x";
        appendHex(out, c, 2);
    } else if (c < 0x10000) {
        out += "\\u";
        appendHex(out, c, 4);
    } else {
        out += "\\U";
        appendHex(out, c, 8);
    }
}

}  // namespace

std::string quoted(std::string_view text) {
    std::string out = "\"";
    while (!text.empty()) {
        const CodePoint c = decodeUtf8(text);
        if (c.length == 0) {
            out += "\\x";
            appendHex(out, static_cast<unsigned char>(text.front()), 2);
            text.remove_prefix(1);
            continue;
        }
        if (c.value != '"' && c.value != '\\' && isPrintable(c.value)) {
            out += text.substr(0, c.length);
        } else {
            appendEscaped(out, c.value);
        }
        text.remove_prefix(c.length);
    }
    return out + "\"";
}

}  // namespace quorate::raft
