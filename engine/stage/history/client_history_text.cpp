// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/history/client_history_text.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <set>
#include <utility>
#include <variant>

#include "engine/kv/command_codec.h"
#include "engine/stage/history/response_codec.h"

namespace quorate::stage {

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::array<std::string_view, 3> kConsistencies = {"linearizable", "lease", "local"};
constexpr std::array<std::string_view, 3> kOutcomes = {"done", "refused", "unknown"};
constexpr std::string_view kNothing = "-";

std::string toHex(std::string_view bytes) {
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        hex += kDigits[byte >> 4U];
        hex += kDigits[byte & 15U];
    }
    return hex;
}

/// The fields of one line, one after the other. After the first failure it yields nothing.
class Fields {
public:
    Fields(std::string_view line, std::size_t number) : m_line(line), m_number(number) {}

    std::string_view next() {
        if (m_at > m_line.size()) {
            m_start = m_line.size();
            fail("a field is missing");
            return {};
        }
        m_start = m_at;
        const std::size_t end = std::min(m_line.find(' ', m_at), m_line.size());
        m_at = end + 1;
        return m_line.substr(m_start, end - m_start);
    }
    std::uint64_t number(const char* what) { return parseNumber(next(), what); }
    std::optional<std::uint64_t> optionalNumber(const char* what) {
        const std::string_view field = next();
        return field == kNothing ? std::nullopt : std::optional(parseNumber(field, what));
    }
    template <std::size_t N>
    std::uint8_t word(const std::array<std::string_view, N>& words, const char* what) {
        const std::string_view field = next();
        for (std::size_t i = 0; i < N; ++i) {
            if (words[i] == field) {
                return static_cast<std::uint8_t>(i);
            }
        }
        fail(what);
        return 0;
    }
    Bytes hex() {
        const std::string_view field = next();
        std::string bytes;
        bytes.reserve(field.size() / 2);
        for (std::size_t i = 0; i + 1 < field.size(); i += 2) {
            const std::size_t high = kDigits.find(field[i]);
            const std::size_t low = kDigits.find(field[i + 1]);
            if (high == std::string_view::npos || low == std::string_view::npos) {
                m_start += i;
                fail("two hexadecimal digits, in lower case, are needed");
                return {};
            }
            bytes += static_cast<char>(high * 16 + low);
        }
        if (field.size() % 2 != 0) {
            fail("an even number of hexadecimal digits is needed");
        }
        return Bytes::copyOf(bytes);
    }
    void expectEnd() {
        if (m_at <= m_line.size()) {
            m_start = m_at;
            fail("nothing may follow the response");
        }
    }
    /// At the field that was read last.
    void fail(const std::string& why) {
        if (!m_error) {
            m_error = Error(ErrorCode::Malformed, "line " + std::to_string(m_number) + ", column " +
                                                      std::to_string(m_start + 1) + ": " + why);
        }
    }
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

private:
    std::uint64_t parseNumber(std::string_view field, const char* what) {
        std::uint64_t value = 0;
        const char* end = field.data() + field.size();
        const auto parsed = std::from_chars(field.data(), end, value);
        if (field.empty() || parsed.ec != std::errc() || parsed.ptr != end) {
            fail(std::string("a decimal number is needed: ") + what);
        }
        return value;
    }

    std::string_view m_line;
    std::size_t m_number;
    std::size_t m_at{0};
    std::size_t m_start{0};
    std::optional<Error> m_error;
};

}  // namespace

Result<std::string> toHistoryLine(const ClientRecord& record) {
    const ClientOperation& operation = record.operation;
    const Result<Bytes> request = kv::encode(operation.request);
    if (!request) {
        return request.error();
    }
    std::string line = std::to_string(operation.id.value()) + " " +
                       std::to_string(operation.client) + " " +
                       std::to_string(operation.node.value()) + " " +
                       std::to_string(operation.invoked.nanoseconds()) + " ";
    line += record.returned ? std::to_string(record.returned->nanoseconds()) : kNothing;
    line += " ";
    line += kConsistencies.at(static_cast<std::size_t>(operation.consistency));
    line += " ";
    line += kOutcomes.at(static_cast<std::size_t>(record.outcome.outcome));
    line += " " + toHex(request->view()) + " ";
    std::string response;
    encodeResponse(record.outcome.response, response);
    const bool hasResponse = !std::holds_alternative<std::monostate>(record.outcome.response);
    return line + (hasResponse ? toHex(response) : std::string(kNothing));
}

Result<std::string> toHistoryText(const std::vector<ClientRecord>& history) {
    std::string text = std::string(kHistoryHeader) + "\n";
    for (const ClientRecord& record : history) {
        const Result<std::string> line = toHistoryLine(record);
        if (!line) {
            return Error(line.error().code, "operation " +
                                                std::to_string(record.operation.id.value()) + ": " +
                                                line.error().message);
        }
        text += *line + "\n";
    }
    return text;
}

Result<ClientRecord> parseHistoryLine(std::string_view line, std::size_t number) {
    Fields fields(line, number);
    ClientRecord record;
    ClientOperation& operation = record.operation;
    operation.id = observe::OperationId(fields.number("the operation's id"));
    operation.client = fields.number("the client");
    operation.node = raft::NodeId(fields.number("the node"));
    operation.invoked = observe::Moment(fields.number("the moment of invocation, in nanoseconds"));
    if (const auto returned = fields.optionalNumber("the moment of return, or -")) {
        record.returned = observe::Moment(*returned);
        if (*record.returned < operation.invoked) {
            fields.fail("it returned before it was invoked");
        }
    }
    operation.consistency = static_cast<observe::ReadConsistency>(
        fields.word(kConsistencies, "linearizable, lease or local is needed"));
    record.outcome.outcome =
        static_cast<observe::Outcome>(fields.word(kOutcomes, "done, refused or unknown is needed"));
    const bool isDone = record.outcome.outcome == observe::Outcome::Done;
    if (record.outcome.outcome != observe::Outcome::Unknown && !record.returned) {
        fields.fail("what never returned has an unknown outcome");
    }
    const Bytes requestBytes = fields.hex();
    if (!fields.error()) {
        Result<kv::Command> request = kv::decode(requestBytes);
        if (request) {
            operation.request = std::move(*request);
        } else {
            fields.fail("the request: " + request.error().message);
        }
    }
    if (isDone) {
        const Bytes responseBytes = fields.hex();
        if (!fields.error()) {
            Result<kv::Response> response = decodeResponse(responseBytes);
            if (!response) {
                fields.fail("the response: " + response.error().message);
            } else if (std::holds_alternative<std::monostate>(*response)) {
                fields.fail("what is done has a response");
            } else {
                record.outcome.response = std::move(*response);
            }
        }
    } else if (fields.next() != kNothing) {
        fields.fail("only what is done has a response; - is needed");
    }
    fields.expectEnd();
    if (fields.error()) {
        return *fields.error();
    }
    return record;
}

Result<std::vector<ClientRecord>> parseHistoryText(std::string_view text) {
    std::vector<ClientRecord> history;
    std::set<observe::OperationId> ids;
    std::size_t number = 0;
    while (!text.empty() || number == 0) {
        ++number;
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (number == 1) {
            if (line != kHistoryHeader) {
                return Error(ErrorCode::Malformed, "line 1, column 1: a history begins with \"" +
                                                       std::string(kHistoryHeader) + "\"");
            }
            continue;
        }
        if (line.empty() || line.front() == '#') {
            continue;
        }
        Result<ClientRecord> record = parseHistoryLine(line, number);
        if (!record) {
            return record.error();
        }
        if (!ids.insert(record->operation.id).second) {
            return Error(ErrorCode::Malformed, "line " + std::to_string(number) +
                                                   ", column 1: another operation has this id");
        }
        history.push_back(std::move(*record));
    }
    return history;
}

}  // namespace quorate::stage
