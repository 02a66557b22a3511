// SPDX-License-Identifier: Apache-2.0
#include "network/observation/observe_json.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "engine/observe/copy_on_write.h"
#include "engine/observe/core_fields.h"
#include "engine/observe/entry_runs.h"
#include "engine/observe/event_source.h"
#include "engine/observe/fields.h"
#include "engine/observe/link_fields.h"
#include "engine/observe/node_state_fields.h"
#include "engine/observe/operator_fields.h"
#include "engine/observe/runtime_fields.h"
#include "engine/raft/describe.h"
#include "network/api/base64.h"

namespace quorate::network {

namespace {

using observe::Moment;

constexpr std::string_view kHexDigits = "0123456789abcdef";

template <class Number>
void appendNumber(std::string& out, Number value) {
    std::array<char, 24> text{};
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
    out.append(text.data(), static_cast<std::size_t>(result.ptr - text.data()));
}

void appendText(std::string& out, std::string_view value) {
    out += '"';
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20U) {
            out += "\\u00";
            out += kHexDigits[byte >> 4U];
            out += kHexDigits[byte & 15U];
        } else {
            out += c;
        }
    }
    out += '"';
}

/// Numbers of 64 random bits, which tools that count in floating point would round.
void appendHex(std::string& out, std::uint64_t value) {
    out += '"';
    for (unsigned shift = 64; shift > 0; shift -= 4) {
        out += kHexDigits[(value >> (shift - 4)) & 15U];
    }
    out += '"';
}

void appendEventId(std::string& out, raft::EventId id) {
    out += '"';
    appendNumber(out, observe::sourceOf(id).value());
    out += ':';
    appendNumber(out, observe::sequenceOf(id));
    out += '"';
}

/// Members of an object, without its braces.
class JsonArchive {
public:
    [[maybe_unused]] static constexpr bool kReads = false;

    explicit JsonArchive(std::string& out) : m_out(out) {}

    template <class T>
    void operator()(const char* name, const T& value) {
        key(name);
        if constexpr (std::is_same_v<T, std::uint64_t>) {
            const std::string_view called = name;
            if (called == "stateHash" || called == "contentSum" || called == "incarnation") {
                appendHex(m_out, value);
                return;
            }
        }
        show(value);
    }
    static std::uint64_t presence(std::initializer_list<bool> present) {
        std::uint64_t mask = 0;
        unsigned bit = 0;
        for (const bool is : present) {
            mask |= std::uint64_t{is ? 1U : 0U} << bit++;
        }
        return mask;
    }

    void key(std::string_view name) {
        if (!m_isFirst) {
            m_out += ',';
        }
        m_isFirst = false;
        m_out += '"';
        m_out += name;
        m_out += "\":";
    }

private:
    template <class T>
    void show(const T& value) {
        if constexpr (observe::StrongNumber<T>) {
            appendNumber(m_out, value.value());
        } else if constexpr (std::is_same_v<T, bool>) {
            m_out += value ? "true" : "false";
        } else if constexpr (std::is_enum_v<T>) {
            showEnum(value);
        } else if constexpr (std::is_arithmetic_v<T>) {
            appendNumber(m_out, value);
        } else {
            m_out += '{';
            JsonArchive inner(m_out);
            observe::Fields<T>::of(inner, value);
            m_out += '}';
        }
    }
    template <class T>
    void showEnum(T value) {
        if constexpr (std::is_same_v<T, raft::MessageType> || std::is_same_v<T, raft::Role> ||
                      std::is_same_v<T, raft::ProgressState> ||
                      std::is_same_v<T, raft::VoteResult>) {
            appendText(m_out, raft::toString(value));
        } else if constexpr (std::is_same_v<T, ErrorCode>) {
            appendText(m_out, quorate::toString(value));
        } else {
            appendNumber(m_out, static_cast<unsigned>(value));
        }
    }
    void show(raft::EventId value) { appendEventId(m_out, value); }
    void show(observe::OperationId value) {
        m_out += '"';
        appendNumber(m_out, value.value());
        m_out += '"';
    }
    void show(Moment value) { appendNumber(m_out, value.nanoseconds()); }
    void show(const std::string& value) { appendText(m_out, value); }
    void show(const Bytes& value) {
        m_out += '"';
        appendBase64(m_out, value.view());
        m_out += '"';
    }
    void show(const observe::EntryRuns& value) {
        m_out += "{\"first\":";
        appendNumber(m_out, value.first().value());
        m_out += ",\"runs\":[";
        const char* separator = "";
        for (const observe::EntryRun& run : value.runs()) {
            m_out += separator;
            m_out += "{\"count\":";
            appendNumber(m_out, run.count);
            m_out += ",\"term\":";
            appendNumber(m_out, run.term.value());
            m_out += ",\"kind\":";
            appendNumber(m_out, static_cast<unsigned>(run.kind));
            m_out += '}';
            separator = ",";
        }
        m_out += "]}";
    }
    template <class T>
    void show(const observe::CopyOnWrite<T>& value) {
        show(*value);
    }
    template <class T>
    void show(const std::vector<T>& values) {
        m_out += '[';
        const char* separator = "";
        for (const T& value : values) {
            m_out += separator;
            show(value);
            separator = ",";
        }
        m_out += ']';
    }
    template <class T>
    void show(const std::optional<T>& value) {
        if (value) {
            show(*value);
        } else {
            m_out += "null";
        }
    }

    std::string& m_out;
    bool m_isFirst{true};
};

/// An object with a kind; `write(JsonArchive&)` adds the rest.
template <class Write>
void appendObject(std::string& out, std::string_view kind, const Write& write) {
    out += '{';
    JsonArchive archive(out);
    archive.key("kind");
    appendText(out, kind);
    write(archive);
    out += "}\n";
}

}  // namespace

void appendLine(const ObserveHello& hello, std::string& out) {
    appendObject(out, "Hello", [&](JsonArchive& archive) {
        archive("version", kObserveVersion);
        archive.key("cluster");
        appendHex(out, hello.cluster);
        archive("node", hello.node);
        archive("incarnation", hello.incarnation);
        archive("source", hello.source.value());
        archive("clock", hello.clockNs);
        archive("now", hello.now);
        archive("first", hello.firstSequence);
        archive("next", hello.nextSequence);
    });
}

void appendLine(const observe::RecordedEvent& recorded, std::string& out) {
    const observe::Event& event = recorded.event;
    std::visit(
        [&]<class T>(const T& body) {
            appendObject(out, observe::Fields<T>::kName, [&](JsonArchive& archive) {
                archive("sequence", observe::sequenceOf(recorded.id));
                archive("id", recorded.id);
                archive("moment", event.moment);
                archive("node", event.node);
                archive("term", event.term);
                if (event.cause != raft::kNoEvent) {
                    archive("cause", event.cause);
                }
                archive.key("fields");
                out += '{';
                JsonArchive fields(out);
                observe::Fields<T>::of(fields, body);
                out += '}';
            });
        },
        event.body);
}

void appendLine(const ObserveHeartbeat& heartbeat, std::string& out) {
    appendObject(out, "Heartbeat",
                 [&](JsonArchive& archive) { archive("through", heartbeat.through); });
}

void appendLine(const ObserveMissed& missed, std::string& out) {
    appendObject(out, "Missed", [&](JsonArchive& archive) {
        archive("count", missed.next - missed.from);
        archive("from", missed.from);
        archive("next", missed.next);
        archive("unrecorded", missed.wasUnrecorded);
    });
}

void appendLine(const ObserveEnd& end, std::string& out) {
    appendObject(out, "End", [&](JsonArchive& archive) { archive("reason", end.reason); });
}

void appendState(const observe::NodeState& state, Moment now, std::string& out) {
    appendObject(out, "State", [&](JsonArchive& archive) {
        archive("moment", now);
        archive("state", state);
    });
}

}  // namespace quorate::network
