// SPDX-License-Identifier: Apache-2.0
#include "network/api/json_document.h"

#ifdef __SSE2__
#define RAPIDJSON_SSE2
#endif
#include <algorithm>
#include <cstring>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>
#include <utility>

namespace quorate::network {

namespace {

/// Deeper than any request is, and no danger to a stack.
constexpr std::size_t kMaxDepth = 64;
/// RapidJSON looks at sixteen bytes at a time.
constexpr std::size_t kPadding = 32;
constexpr std::size_t kFirstCapacity = 1024;
constexpr std::size_t kKeptCapacity = std::size_t{64} * 1024;
constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseStopWhenDoneFlag |
                            rapidjson::kParseNumbersAsStringsFlag;

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

struct JsonDocument::Reader {
    rapidjson::Reader reader;
};

/// Takes down what the reader finds. False ends the parse.
class JsonDocument::Builder {
public:
    explicit Builder(JsonDocument& document) : m_document(document) {}

    bool Null() { return scalar(JsonType::Null, {}); }
    bool Bool(bool value) { return scalar(value ? JsonType::True : JsonType::False, {}); }
    bool RawNumber(const char* text, rapidjson::SizeType length, bool /*copy*/) {
        return scalar(JsonType::Number, {text, length});
    }
    bool String(const char* text, rapidjson::SizeType length, bool /*copy*/) {
        return scalar(JsonType::String, {text, length});
    }
    bool Key(const char* text, rapidjson::SizeType length, bool copy) {
        return String(text, length, copy);
    }
    bool StartObject() { return open(JsonType::Object); }
    bool EndObject(rapidjson::SizeType /*members*/) { return close(); }
    bool StartArray() { return open(JsonType::Array); }
    bool EndArray(rapidjson::SizeType /*elements*/) { return close(); }
    // With numbers as they stand these are not called.
    bool Int(int /*value*/) { return false; }
    bool Uint(unsigned /*value*/) { return false; }
    bool Int64(std::int64_t /*value*/) { return false; }
    bool Uint64(std::uint64_t /*value*/) { return false; }
    bool Double(double /*value*/) { return false; }

private:
    [[nodiscard]] std::uint32_t size() const {
        return static_cast<std::uint32_t>(m_document.m_tokens.size());
    }
    bool scalar(JsonType type, std::string_view text) {
        m_document.m_tokens.push_back({type, text, size() + 1});
        return true;
    }
    bool open(JsonType type) {
        if (m_document.m_open.size() == kMaxDepth) {
            return false;
        }
        m_document.m_open.push_back(size());
        m_document.m_tokens.push_back({type, {}, 0});
        return true;
    }
    bool close() {
        m_document.m_tokens[m_document.m_open.back()].end = size();
        m_document.m_open.pop_back();
        return true;
    }

    JsonDocument& m_document;
};

JsonDocument::JsonDocument() : m_reader(std::make_unique<Reader>()) {}
JsonDocument::~JsonDocument() = default;

Result<std::size_t> JsonDocument::parse(std::string_view text) {
    m_tokens.clear();
    m_open.clear();
    if (std::all_of(text.begin(), text.end(), isBlank)) {
        m_tokens.push_back({JsonType::Null, {}, 1});
        return text.size();
    }
    // Somebody may still hold what was decoded from the last one, and a large one is let go.
    const std::size_t needed = text.size() + kPadding;
    if (m_buffer.use_count() != 1 || m_capacity < needed || m_capacity > kKeptCapacity) {
        m_capacity = std::max(needed, kFirstCapacity);
        m_buffer = std::make_shared_for_overwrite<char[]>(m_capacity);
    }
    std::memcpy(m_buffer.get(), text.data(), text.size());
    std::memset(m_buffer.get() + text.size(), 0, kPadding);
    rapidjson::InsituStringStream stream(m_buffer.get());
    Builder builder(*this);
    const rapidjson::ParseResult result = m_reader->reader.Parse<kFlags>(stream, builder);
    if (result.IsError()) {
        m_tokens.assign(1, {JsonType::Null, {}, 1});
        const char* reason = result.Code() == rapidjson::kParseErrorTermination
                                 ? "Nested too deeply."
                                 : rapidjson::GetParseError_En(result.Code());
        return Error(ErrorCode::Malformed,
                     "invalid JSON at byte " + std::to_string(result.Offset()) + ": " + reason);
    }
    return stream.Tell();
}

JsonValue JsonDocument::root() const {
    return {*this, 0};
}

}  // namespace quorate::network
