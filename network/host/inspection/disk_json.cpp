// SPDX-License-Identifier: Apache-2.0
#include "network/host/inspection/disk_json.h"

#include <utility>
#include <variant>
#include <vector>

#include "network/api/json_fields.h"
#include "network/api/json_writer.h"
#include "network/host/inspection/disk_shapes.h"

namespace quorate::network {

namespace {

using disk_shapes::shape;

class Output {
public:
    explicit Output(std::string& text) : m_json(text) {}

    template <class T>
    void whole(T& value) {
        m_json.beginObject();
        shape(*this, value);
        m_json.endObject();
    }

    void number(std::string_view name, std::uint64_t& value) { m_json.number(name, value); }
    void number(std::string_view name, std::int64_t& value) { m_json.number(name, value); }
    template <class T>
    void strong(std::string_view name, T& value) {
        m_json.number(name, value.value());
    }
    /// Zero, too, is a number here.
    void optionalNumber(std::string_view name, std::optional<std::uint64_t>& value) {
        if (value) {
            m_json.members('"' + std::string(name) + "\":\"" + std::to_string(*value) + '"');
        }
    }
    void flag(std::string_view name, bool& value) { m_json.flag(name, value); }
    void text(std::string_view name, std::string& value) { m_json.text(name, value); }
    void bytes(std::string_view name, std::string& value) { m_json.bytes(name, value); }
    template <class T>
    void object(std::string_view name, T& value) {
        m_json.beginObject(name);
        shape(*this, value);
        m_json.endObject();
    }
    template <class T>
    void optional(std::string_view name, std::optional<T>& value) {
        if (value) {
            object(name, *value);
        }
    }
    template <class T>
    void list(std::string_view name, std::vector<T>& values) {
        m_json.beginArray(name);
        for (T& value : values) {
            m_json.beginElement();
            shape(*this, value);
            m_json.endObject();
        }
        m_json.endArray();
    }
    void ids(std::string_view name, std::vector<raft::NodeId>& values) {
        m_json.beginArray(name);
        for (const raft::NodeId value : values) {
            m_json.textElement(std::to_string(value.value()));
        }
        m_json.endArray();
    }
    void texts(std::string_view name, std::vector<std::string>& values) {
        m_json.beginArray(name);
        for (const std::string& value : values) {
            m_json.textElement(value);
        }
        m_json.endArray();
    }

private:
    JsonWriter m_json;
};

/// The members of one object. The first one that is not what it must be is the reason.
class Input {
public:
    Input(JsonFields& fields, JsonValue value, bool& isFine) : m_fields(fields), m_isFine(isFine) {
        m_isFine = m_fields.message(value, [this](std::string_view name, JsonValue member) {
            m_members.emplace_back(name, member);
            return true;
        }) && m_isFine;
    }

    template <class T>
    void number(std::string_view name, T& value) {
        value = T();
        read(name, value);
    }
    template <class T>
    void strong(std::string_view name, T& value) {
        std::uint64_t number = 0;
        read(name, number);
        value = T(number);
    }
    void optionalNumber(std::string_view name, std::optional<std::uint64_t>& value) {
        std::uint64_t number = 0;
        value.reset();
        if (read(name, number)) {
            value = number;
        }
    }
    void flag(std::string_view name, bool& value) {
        value = false;
        read(name, value);
    }
    void text(std::string_view name, std::string& value) {
        value.clear();
        read(name, value);
    }
    void bytes(std::string_view name, std::string& value) {
        Bytes bytes;
        read(name, bytes);
        value = bytes.view();
    }
    template <class T>
    void object(std::string_view name, T& value) {
        value = T();
        if (const JsonValue* member = find(name)) {
            Input inner(m_fields, *member, m_isFine);
            shape(inner, value);
        }
    }
    template <class T>
    void optional(std::string_view name, std::optional<T>& value) {
        value.reset();
        if (find(name) != nullptr) {
            object(name, value.emplace());
        }
    }
    template <class T>
    void list(std::string_view name, std::vector<T>& values) {
        values.clear();
        each(name, [&](JsonValue member) {
            Input inner(m_fields, member, m_isFine);
            shape(inner, values.emplace_back());
            return m_isFine;
        });
    }
    void ids(std::string_view name, std::vector<raft::NodeId>& values) {
        values.clear();
        each(name, [&](JsonValue member) {
            std::uint64_t number = 0;
            const bool isRead = m_fields.read(member, number);
            values.emplace_back(number);
            return isRead;
        });
    }
    void texts(std::string_view name, std::vector<std::string>& values) {
        values.clear();
        each(name, [&](JsonValue member) { return m_fields.read(member, values.emplace_back()); });
    }

private:
    [[nodiscard]] const JsonValue* find(std::string_view name) const {
        for (const auto& [known, value] : m_members) {
            if (known == name) {
                return &value;
            }
        }
        return nullptr;
    }
    /// False where it is not there.
    template <class T>
    bool read(std::string_view name, T& value) {
        const JsonValue* member = find(name);
        if (member == nullptr || !m_isFine) {
            return false;
        }
        m_isFine = m_fields.read(*member, value);
        return m_isFine;
    }
    template <class Visit>
    void each(std::string_view name, const Visit& visit) {
        const JsonValue* member = find(name);
        if (member != nullptr && m_isFine) {
            m_isFine = m_fields.list(*member, visit);
        }
    }

    JsonFields& m_fields;
    bool& m_isFine;
    std::vector<std::pair<std::string_view, JsonValue>> m_members;
};

template <class Answer>
Result<storage::DiskAnswer> answerIn(JsonDocument& document) {
    JsonFields fields(document);
    bool isFine = true;
    Answer answer;
    Input input(fields, document.root(), isFine);
    shape(input, answer);
    if (!isFine) {
        return Error(ErrorCode::Malformed, "the answer about the disk: " + fields.reason());
    }
    return storage::DiskAnswer(std::move(answer));
}

}  // namespace

std::string jsonOf(const storage::DiskAnswer& answer) {
    std::string text;
    storage::DiskAnswer copy = answer;
    std::visit([&text](auto& told) { Output(text).whole(told); }, copy);
    return text;
}

Result<storage::DiskAnswer> diskAnswerOf(JsonDocument& document,
                                         const storage::DiskQuestion& question,
                                         std::string_view body) {
    if (const auto parsed = document.parse(body); !parsed) {
        return parsed.error();
    }
    switch (question.index()) {
    case 0:
        return answerIn<storage::LogAnswer>(document);
    case 1:
        return answerIn<storage::RecordsAnswer>(document);
    case 2:
        return answerIn<storage::SnapshotsAnswer>(document);
    case 3:
        return answerIn<storage::StateAnswer>(document);
    case 4:
        return answerIn<storage::KeysAnswer>(document);
    case 5:
        return answerIn<storage::ChangesAnswer>(document);
    default:
        return answerIn<storage::CrashAnswer>(document);
    }
}

}  // namespace quorate::network
