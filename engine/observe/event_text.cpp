// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/event_text.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/error.h"
#include "engine/observe/core_fields.h"
#include "engine/observe/entry_runs.h"
#include "engine/observe/fields.h"
#include "engine/observe/link_fields.h"
#include "engine/observe/moment.h"
#include "engine/observe/operator_fields.h"
#include "engine/observe/runtime_fields.h"
#include "engine/raft/describe.h"

namespace quorate::observe {

namespace {

constexpr std::uint64_t kNanosecondsPerSecond = 1'000'000'000;

void appendSeconds(std::string& text, Moment moment) {
    const std::string fraction = std::to_string(moment.nanoseconds() % kNanosecondsPerSecond);
    text += std::to_string(moment.nanoseconds() / kNanosecondsPerSecond) + "." +
            std::string(9 - fraction.size(), '0') + fraction;
}

/// Bytes as they are, where they can be read.
void appendBytes(std::string& text, std::string_view bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    text += '"';
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
            text += c;
        } else {
            text += "\\x";
            text += kDigits[byte >> 4U];
            text += kDigits[byte & 15U];
        }
    }
    text += '"';
}

/// Shows fields as name=value; structs in parentheses, lists in brackets.
class TextArchive {
public:
    [[maybe_unused]] static constexpr bool kReads = false;

    explicit TextArchive(std::string& text) : m_text(text) {}

    template <class T>
    void operator()(const char* name, const T& value) {
        if (!m_isFirst) {
            m_text += ' ';
        }
        m_isFirst = false;
        m_text += name;
        m_text += '=';
        show(value);
    }
    std::uint64_t presence(std::initializer_list<bool> present) {
        std::uint64_t mask = 0;
        unsigned bit = 0;
        for (const bool is : present) {
            mask |= std::uint64_t{is ? 1U : 0U} << bit++;
        }
        return mask;
    }

private:
    template <class T>
    void show(const T& value) {
        if constexpr (StrongNumber<T>) {
            m_text += std::to_string(value.value());
        } else if constexpr (std::is_same_v<T, bool>) {
            m_text += value ? "true" : "false";
        } else if constexpr (std::is_enum_v<T>) {
            showEnum(value);
        } else if constexpr (std::is_arithmetic_v<T>) {
            m_text += std::to_string(value);
        } else {
            m_text += '(';
            TextArchive inner(m_text);
            Fields<T>::of(inner, value);
            m_text += ')';
        }
    }
    template <class T>
    void showEnum(T value) {
        if constexpr (std::is_same_v<T, raft::MessageType> || std::is_same_v<T, raft::Role> ||
                      std::is_same_v<T, raft::ProgressState> ||
                      std::is_same_v<T, raft::VoteResult>) {
            m_text += raft::toString(value);
        } else if constexpr (std::is_same_v<T, ErrorCode>) {
            m_text += quorate::toString(value);
        } else {
            m_text += std::to_string(static_cast<unsigned>(value));
        }
    }
    void show(Moment value) { appendSeconds(m_text, value); }
    void show(const std::string& value) { appendBytes(m_text, value); }
    void show(const Bytes& value) { appendBytes(m_text, value.view()); }
    void show(const EntryRuns& value) {
        m_text += std::to_string(value.first().value());
        m_text += "..";
        m_text += std::to_string(value.end().value() - 1);
        for (const EntryRun& run : value.runs()) {
            m_text += run.kind == EntryKind::ConfChange ? "/c" : "/";
            m_text += std::to_string(run.term.value()) + "x" + std::to_string(run.count);
        }
    }
    template <class T>
    void show(const std::vector<T>& values) {
        m_text += '[';
        const char* separator = "";
        for (const T& value : values) {
            m_text += separator;
            show(value);
            separator = ",";
        }
        m_text += ']';
    }
    template <class T>
    void show(const std::optional<T>& value) {
        if (value) {
            show(*value);
        } else {
            m_text += '-';
        }
    }

    std::string& m_text;
    bool m_isFirst{true};
};

void appendBody(std::string& text, const Body& body) {
    std::visit(
        [&text]<class T>(const T& event) {
            text += Fields<T>::kName;
            if constexpr (!std::is_same_v<T, NodeFrame>) {
                const std::size_t end = text.size();
                text += ' ';
                TextArchive archive(text);
                Fields<T>::of(archive, event);
                if (text.size() == end + 1) {
                    text.resize(end);
                }
            }
        },
        body);
}

}  // namespace

std::string textOf(const Body& body) {
    std::string text;
    appendBody(text, body);
    return text;
}

std::string textOf(raft::EventId id, const Event& event) {
    std::string text;
    appendSeconds(text, event.moment);
    text += " #" + std::to_string(id.value());
    if (event.node != raft::kNoNode) {
        text += " node " + toString(event.node);
    }
    if (event.term != raft::Term(0)) {
        text += " term " + toString(event.term);
    }
    if (event.cause != raft::kNoEvent) {
        text += " <#" + std::to_string(event.cause.value());
    }
    text += ": ";
    appendBody(text, event.body);
    return text;
}

}  // namespace quorate::observe
