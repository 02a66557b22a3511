// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace quorate::network {

enum class JsonType : std::uint8_t { Null, False, True, Number, String, Array, Object };

class JsonValue;

/// JSON, parsed in place by RapidJSON into a flat list of its values: nothing is allocated for a
/// value, and texts are views. Memory is used again for the next text.
class JsonDocument {
public:
    JsonDocument();
    JsonDocument(const JsonDocument&) = delete;
    JsonDocument& operator=(const JsonDocument&) = delete;
    ~JsonDocument();

    /// Parses the first value of `text`, and answers where it ends; what follows is left alone. An
    /// empty text, or one of blanks, is the value null. Malformed, with the offset.
    Result<std::size_t> parse(std::string_view text);

    /// Of what was parsed last; good until the next parse.
    [[nodiscard]] JsonValue root() const;

    /// The buffer that all texts lie in. Whoever holds it keeps it: the next parse takes another.
    [[nodiscard]] std::shared_ptr<const void> buffer() const noexcept { return m_buffer; }

private:
    friend class JsonValue;
    struct Token {
        JsonType type{JsonType::Null};
        std::string_view text;  ///< of a string, unescaped, or of a number as it stands
        std::uint32_t end{0};   ///< the first token after this value and all within it
    };
    class Builder;
    struct Reader;

    std::shared_ptr<char[]> m_buffer;
    std::size_t m_capacity{0};
    std::vector<Token> m_tokens;
    std::vector<std::uint32_t> m_open;
    std::unique_ptr<Reader> m_reader;
};

/// A value within a document, which must outlive it.
class JsonValue {
public:
    [[nodiscard]] JsonType type() const { return token().type; }
    /// Of a string or a number.
    [[nodiscard]] std::string_view text() const { return token().text; }

    /// Calls `visit(name, value)` for each member of an object, until it answers false, which is
    /// then the answer.
    template <class Visit>
    bool eachMember(const Visit& visit) const {
        for (std::uint32_t at = m_at + 1; at < token().end;) {
            const JsonValue value(*m_document, at + 1);
            if (!visit(m_document->m_tokens[at].text, value)) {
                return false;
            }
            at = value.token().end;
        }
        return true;
    }
    /// Likewise `visit(value)` for each element of an array.
    template <class Visit>
    bool eachElement(const Visit& visit) const {
        for (std::uint32_t at = m_at + 1; at < token().end;) {
            const JsonValue value(*m_document, at);
            if (!visit(value)) {
                return false;
            }
            at = value.token().end;
        }
        return true;
    }

private:
    friend class JsonDocument;
    JsonValue(const JsonDocument& document, std::uint32_t at) : m_document(&document), m_at(at) {}
    [[nodiscard]] const JsonDocument::Token& token() const { return m_document->m_tokens[m_at]; }

    const JsonDocument* m_document;
    std::uint32_t m_at;
};

}  // namespace quorate::network
