// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "network/api/base64.h"

namespace quorate::network {

/// Writes JSON objects as protocol buffers' JSON has them: what is zero, empty or false is left
/// out, numbers of 64 bits stand in quotes, bytes are Base64. Appends to a string and keeps nothing
/// but whether a comma is due. Names are written as they are.
class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : m_out(out) {}

    void beginObject() { open('{'); }
    void beginObject(std::string_view name) {
        key(name);
        open('{');
    }
    void endObject() { close('}'); }
    void beginArray(std::string_view name) {
        key(name);
        open('[');
    }
    void endArray() { close(']'); }
    /// Before each element that is an object.
    void beginElement() {
        comma();
        open('{');
    }

    void number(std::string_view name, std::int64_t value) { quoted(name, value); }
    void number(std::string_view name, std::uint64_t value) { quoted(name, value); }
    /// One of 32 bits, which needs no quotes.
    void smallNumber(std::string_view name, std::uint32_t value) {
        if (value != 0) {
            key(name);
            digits(value);
        }
    }
    void bytes(std::string_view name, std::string_view value) {
        if (!value.empty()) {
            key(name);
            bytesElementHere(value);
        }
    }
    void bytesElement(std::string_view value) {
        comma();
        bytesElementHere(value);
    }
    void flag(std::string_view name, bool value) {
        if (value) {
            key(name);
            m_out += "true";
        }
    }
    void text(std::string_view name, std::string_view value) {
        if (!value.empty()) {
            key(name);
            string(value);
        }
    }
    void textElement(std::string_view value) {
        comma();
        string(value);
    }
    /// Members that were written elsewhere, without braces.
    void members(std::string_view written) {
        if (!written.empty()) {
            comma();
            m_out += written;
            m_needsComma = true;
        }
    }

private:
    void comma() {
        if (m_needsComma) {
            m_out += ',';
        }
        m_needsComma = true;
    }
    void key(std::string_view name) {
        comma();
        m_out += '"';
        m_out += name;
        m_out += "\":";
    }
    void open(char bracket) {
        m_out += bracket;
        m_needsComma = false;
    }
    void close(char bracket) {
        m_out += bracket;
        m_needsComma = true;
    }
    template <class Number>
    void quoted(std::string_view name, Number value) {
        if (value != 0) {
            key(name);
            m_out += '"';
            digits(value);
            m_out += '"';
        }
    }
    template <class Number>
    void digits(Number value) {
        std::array<char, 24> text{};
        const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
        m_out.append(text.data(), static_cast<std::size_t>(result.ptr - text.data()));
    }
    void bytesElementHere(std::string_view value) {
        m_out += '"';
        appendBase64(m_out, value);
        m_out += '"';
    }
    /// Bytes that are no ASCII go through as they are.
    void string(std::string_view value) {
        m_out += '"';
        for (const char c : value) {
            if (c == '"' || c == '\\') {
                m_out += '\\';
                m_out += c;
            } else if (static_cast<unsigned char>(c) < 0x20U) {
                constexpr std::string_view kHex = "0123456789abcdef";
                m_out += "\\u00";
                m_out += kHex[static_cast<unsigned char>(c) >> 4U];
                m_out += kHex[static_cast<unsigned char>(c) & 15U];
            } else {
                m_out += c;
            }
        }
        m_out += '"';
    }

    std::string& m_out;
    bool m_needsComma{false};
};

}  // namespace quorate::network
