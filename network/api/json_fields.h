// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "network/api/json_document.h"

namespace quorate::network {

/// Reads fields of etcd's messages out of JSON, with the rules of protocol buffers' JSON as etcd
/// 3.4 has them: null leaves a field at its default, numbers may stand in quotes, bytes are Base64,
/// enumerators come by name or by number.
///
/// Every function answers whether it could; the first one that could not left the reason, in the
/// words of etcd where it has some. A value can be read as bytes once, since that is done in place.
class JsonFields {
public:
    /// A name of an enumerator; its place is its number.
    using Names = std::initializer_list<std::string_view>;

    explicit JsonFields(const JsonDocument& document) : m_buffer(document.buffer()) {}

    bool read(JsonValue value, Bytes& out);
    bool read(JsonValue value, std::string& out);
    bool read(JsonValue value, std::vector<std::string>& out);
    bool read(JsonValue value, bool& out);
    bool read(JsonValue value, std::int64_t& out);
    bool read(JsonValue value, std::uint64_t& out);
    /// `type` is etcd's name of the enumeration, for the reason.
    bool readEnum(JsonValue value, const char* type, Names names, std::size_t& out);
    template <class Enum>
    bool read(JsonValue value, const char* type, Names names, Enum& out) {
        auto number = static_cast<std::size_t>(out);
        if (!readEnum(value, type, names, number)) {
            return false;
        }
        out = static_cast<Enum>(number);
        return true;
    }

    /// Calls `visit(name, value)` for the members; null has none.
    template <class Visit>
    bool message(JsonValue value, const Visit& visit) {
        if (value.type() == JsonType::Null) {
            return true;
        }
        if (value.type() != JsonType::Object) {
            return mismatch(value, "map[string]json.RawMessage");
        }
        return value.eachMember(visit);
    }
    /// Calls `visit(value)` for the elements; null has none.
    template <class Visit>
    bool list(JsonValue value, const Visit& visit) {
        if (value.type() == JsonType::Null) {
            return true;
        }
        if (value.type() != JsonType::Array) {
            return mismatch(value, "[]json.RawMessage");
        }
        return value.eachElement(visit);
    }

    bool fail(std::string reason) {
        m_reason = std::move(reason);
        return false;
    }
    [[nodiscard]] const std::string& reason() const noexcept { return m_reason; }

private:
    template <class Number>
    bool readNumber(JsonValue value, const char* type, Number& out);
    bool mismatch(JsonValue value, const char* type);

    std::shared_ptr<const void> m_buffer;
    std::string m_reason;
};

}  // namespace quorate::network
