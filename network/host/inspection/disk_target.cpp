// SPDX-License-Identifier: Apache-2.0
#include "network/host/inspection/disk_target.h"

#include <charconv>
#include <initializer_list>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "network/api/percent_encoding.h"

namespace quorate::network {

namespace {

using namespace storage;

constexpr std::string_view kSegments = "/inspect/log/";
using From = RecordsQuestion::From;

template <class Number>
std::optional<Number> numberIn(std::string_view text) {
    Number number{};
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    return !text.empty() && parsed.ec == std::errc() && parsed.ptr == end ? std::optional(number)
                                                                          : std::nullopt;
}

void appendEncoded(std::string& out, std::string_view bytes) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    for (const char c : bytes) {
        const auto code = static_cast<unsigned char>(c);
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (isPlain) {
            out += c;
        } else {
            out += '%';
            out += kHex[code >> 4U];
            out += kHex[code & 15U];
        }
    }
}

/// A path, and parameters behind it.
class Target {
public:
    explicit Target(std::string path) : m_text(std::move(path)) {}
    template <class Number>
    void number(std::string_view name, Number value) {
        begin(name);
        m_text += std::to_string(value);
    }
    void bytes(std::string_view name, std::string_view value) {
        if (!value.empty()) {
            begin(name);
            appendEncoded(m_text, value);
        }
    }
    [[nodiscard]] std::string take() { return std::move(m_text); }

private:
    void begin(std::string_view name) {
        m_text += m_hasOne ? '&' : '?';
        m_text += name;
        m_text += '=';
        m_hasOne = true;
    }

    std::string m_text;
    bool m_hasOne{false};
};

const char* nameOf(From from) {
    switch (from) {
    case From::Offset:
        return "offset";
    case From::Entry:
        return "entry";
    default:
        return "number";
    }
}

struct Writer {
    std::string operator()(const LogQuestion& /*question*/) const { return "/inspect/log"; }
    std::string operator()(const RecordsQuestion& question) const {
        Target target(std::string(kSegments) + std::to_string(question.segment));
        target.number(nameOf(question.from), question.at);
        target.number("limit", question.limit);
        return target.take();
    }
    std::string operator()(const SnapshotsQuestion& /*question*/) const {
        return "/inspect/snapshots";
    }
    std::string operator()(const StateQuestion& /*question*/) const { return "/inspect/state"; }
    std::string operator()(const KeysQuestion& question) const {
        Target target("/inspect/keys");
        target.bytes("prefix", question.prefix);
        target.bytes("from", question.from);
        target.number("limit", question.limit);
        return target.take();
    }
    std::string operator()(const ChangesQuestion& question) const {
        Target target("/inspect/revisions");
        target.number("from", question.from.main);
        target.number("sub", question.from.sub);
        target.number("limit", question.limit);
        return target.take();
    }
    std::string operator()(const CrashQuestion& question) const {
        Target target("/inspect/recovery");
        if (question.keeps) {
            target.number("segment", question.keeps->segment);
            target.number("offset", question.keeps->offset);
        }
        return target.take();
    }
};

Error invalid(std::string_view name, std::string_view what) {
    return {ErrorCode::InvalidArgument,
            "the parameter '" + std::string(name) + "' " + std::string(what)};
}

/// What follows the question mark, each parameter taken once.
class Parameters {
public:
    static Result<Parameters> parse(std::string_view query) {
        Parameters parameters;
        while (!query.empty()) {
            const std::size_t end = query.find('&');
            const std::string_view one = query.substr(0, end);
            query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
            const std::size_t equals = one.find('=');
            if (one.empty()) {
                continue;
            }
            const std::string name(one.substr(0, equals));
            auto value = percentDecoded(equals == std::string_view::npos ? std::string_view()
                                                                         : one.substr(equals + 1));
            if (!value) {
                return invalid(name,
                               "has a percent sign that two hexadecimal digits do not "
                               "follow");
            }
            if (!parameters.m_values.emplace(name, std::move(*value)).second) {
                return invalid(name, "is given twice");
            }
        }
        return parameters;
    }

    std::string bytes(const std::string& name) {
        auto found = m_values.extract(name);
        return found.empty() ? std::string() : std::move(found.mapped());
    }
    template <class Number>
    void number(const std::string& name, Number& out) {
        const auto found = m_values.extract(name);
        if (found.empty()) {
            return;
        }
        const auto number = numberIn<Number>(found.mapped());
        if (!number) {
            m_error = invalid(
                name, "is not a number that can be: '" + found.mapped().substr(0, 40) + "'");
            return;
        }
        out = *number;
    }
    [[nodiscard]] bool has(const std::string& name) const { return m_values.count(name) > 0; }
    void fail(const std::string& name, std::string_view what) { m_error = invalid(name, what); }

    /// Everything was right, and nothing is left over.
    template <class Question>
    Result<DiskQuestion> finish(Question question) {
        if (!m_error && !m_values.empty()) {
            m_error = invalid(m_values.begin()->first, "is not one of this path");
        }
        return m_error ? Result<DiskQuestion>(*m_error)
                       : Result<DiskQuestion>(DiskQuestion(std::move(question)));
    }

private:
    std::map<std::string, std::string> m_values;
    std::optional<Error> m_error;
};

void readLimit(Parameters& parameters, std::size_t& limit) {
    parameters.number("limit", limit);
    if (limit == 0 || limit > kMaxPage) {
        parameters.fail("limit", "lies between 1 and " + std::to_string(kMaxPage));
    }
}

Result<DiskQuestion> recordsOf(std::uint64_t segment, Parameters& parameters) {
    RecordsQuestion question;
    question.segment = segment;
    int given = 0;
    for (const From from : {From::Number, From::Offset, From::Entry}) {
        if (parameters.has(nameOf(from))) {
            question.from = from;
            parameters.number(nameOf(from), question.at);
            ++given;
        }
    }
    if (given > 1) {
        parameters.fail(nameOf(question.from),
                        "does not go with another place: one of number, offset and entry");
    }
    readLimit(parameters, question.limit);
    return parameters.finish(question);
}

}  // namespace

std::string targetOf(const DiskQuestion& question) {
    return std::visit(Writer(), question);
}

Result<DiskQuestion> questionOf(std::string_view path, std::string_view query) {
    auto parsed = Parameters::parse(query);
    if (!parsed) {
        return parsed.error();
    }
    Parameters& parameters = *parsed;
    if (path == "/inspect/log") {
        return parameters.finish(LogQuestion());
    }
    if (path.starts_with(kSegments)) {
        const auto segment = numberIn<std::uint64_t>(path.substr(kSegments.size()));
        if (!segment) {
            return Error(ErrorCode::InvalidArgument,
                         "the path ends with the sequence of a segment: /inspect/log/1");
        }
        return recordsOf(*segment, parameters);
    }
    if (path == "/inspect/snapshots") {
        return parameters.finish(SnapshotsQuestion());
    }
    if (path == "/inspect/state") {
        return parameters.finish(StateQuestion());
    }
    if (path == "/inspect/keys") {
        KeysQuestion question;
        question.prefix = parameters.bytes("prefix");
        question.from = parameters.bytes("from");
        readLimit(parameters, question.limit);
        return parameters.finish(question);
    }
    if (path == "/inspect/revisions") {
        ChangesQuestion question;
        parameters.number("from", question.from.main);
        parameters.number("sub", question.from.sub);
        if (question.from.main < 0 || question.from.sub < 0) {
            parameters.fail("from", "is a revision, and not negative");
        }
        readLimit(parameters, question.limit);
        return parameters.finish(question);
    }
    if (path == "/inspect/recovery") {
        CrashQuestion question;
        if (parameters.has("segment") || parameters.has("offset")) {
            if (!parameters.has("segment") || !parameters.has("offset")) {
                parameters.fail("segment", "goes with 'offset'");
            }
            question.keeps.emplace();
            parameters.number("segment", question.keeps->segment);
            parameters.number("offset", question.keeps->offset);
        }
        return parameters.finish(question);
    }
    return Error(ErrorCode::NotFound,
                 "there is nothing here: ask for /inspect/log, /inspect/log/SEGMENT, "
                 "/inspect/snapshots, /inspect/state, /inspect/keys, /inspect/revisions or "
                 "/inspect/recovery");
}

}  // namespace quorate::network
