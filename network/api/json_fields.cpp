// SPDX-License-Identifier: Apache-2.0
#include "network/api/json_fields.h"

#include <charconv>
#include <system_error>

#include "network/api/base64.h"

namespace quorate::network {

namespace {

const char* nameOf(JsonType type) {
    switch (type) {
    case JsonType::Null:
        return "null";
    case JsonType::False:
    case JsonType::True:
        return "bool";
    case JsonType::Number:
        return "number";
    case JsonType::String:
        return "string";
    case JsonType::Array:
        return "array";
    case JsonType::Object:
        return "object";
    }
    return "?";
}

/// What a stranger sent, fit to be shown.
std::string shown(std::string_view text) {
    constexpr std::size_t kMost = 40;
    std::string result;
    for (const char c : text.substr(0, kMost)) {
        result += c >= ' ' && c <= '~' && c != '"' && c != '\\' ? c : '?';
    }
    return text.size() > kMost ? result + "..." : result;
}

/// What stands in quotes for a number is read as JSON once more: blanks may be around it, and
/// digits do not begin with a zero.
std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kBlanks);
    return first == std::string_view::npos
               ? std::string_view()
               : text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

bool hasLeadingZero(std::string_view number) {
    number.remove_prefix(number.starts_with('-') ? 1 : 0);
    return number.size() > 1 && number.front() == '0';
}

}  // namespace

bool JsonFields::mismatch(JsonValue value, const char* type) {
    return fail(std::string("json: cannot unmarshal ") + nameOf(value.type()) +
                " into Go value of type " + type);
}

bool JsonFields::read(JsonValue value, Bytes& out) {
    if (value.type() == JsonType::Null) {
        return true;
    }
    if (value.type() != JsonType::String) {
        return mismatch(value, "[]uint8");
    }
    const std::string_view text = value.text();
    // Within the document's buffer, which is ours to change, and decoding makes texts shorter.
    char* const place = const_cast<char*>(text.data());
    const Base64Result decoded = decodeBase64(text, place);
    if (decoded.errorAt) {
        return fail("illegal base64 data at input byte " + std::to_string(*decoded.errorAt));
    }
    out = Bytes::within(m_buffer, {place, decoded.size});
    return true;
}

bool JsonFields::read(JsonValue value, std::string& out) {
    if (value.type() == JsonType::Null) {
        return true;
    }
    if (value.type() != JsonType::String) {
        return mismatch(value, "string");
    }
    out = value.text();
    return true;
}

bool JsonFields::read(JsonValue value, std::vector<std::string>& out) {
    out.clear();
    return list(value,
                [this, &out](JsonValue element) { return read(element, out.emplace_back()); });
}

bool JsonFields::read(JsonValue value, bool& out) {
    switch (value.type()) {
    case JsonType::Null:
        return true;
    case JsonType::False:
    case JsonType::True:
        out = value.type() == JsonType::True;
        return true;
    default:
        return mismatch(value, "bool");
    }
}

template <class Number>
bool JsonFields::readNumber(JsonValue value, const char* type, Number& out) {
    if (value.type() == JsonType::Null) {
        return true;
    }
    if (value.type() != JsonType::Number && value.type() != JsonType::String) {
        return mismatch(value, type);
    }
    const std::string_view text = trimmed(value.text());
    if (text == "null") {
        return true;
    }
    const char* const end = text.data() + text.size();
    const std::from_chars_result result = std::from_chars(text.data(), end, out);
    if (result.ec != std::errc() || result.ptr != end || hasLeadingZero(text)) {
        return fail("json: cannot unmarshal number " + shown(text) + " into Go value of type " +
                    type);
    }
    return true;
}

bool JsonFields::read(JsonValue value, std::int64_t& out) {
    return readNumber(value, "int64", out);
}

bool JsonFields::read(JsonValue value, std::uint64_t& out) {
    return readNumber(value, "uint64", out);
}

bool JsonFields::readEnum(JsonValue value, const char* type, Names names, std::size_t& out) {
    if (value.type() == JsonType::Null) {
        return true;
    }
    if (value.type() == JsonType::Number) {
        std::int64_t number = 0;
        if (!readNumber(value, type, number)) {
            return false;
        }
        if (number < 0 || static_cast<std::uint64_t>(number) >= names.size()) {
            return fail("unknown value " + std::to_string(number) + " for enum " + type);
        }
        out = static_cast<std::size_t>(number);
        return true;
    }
    if (value.type() != JsonType::String) {
        return mismatch(value, type);
    }
    std::size_t number = 0;
    for (const std::string_view name : names) {
        if (name == value.text()) {
            out = number;
            return true;
        }
        ++number;
    }
    return fail("unknown value \"" + shown(value.text()) + "\" for enum " + type);
}

}  // namespace quorate::network
