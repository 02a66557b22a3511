// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/script.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace quorate::stage {

namespace {

constexpr std::string_view kSpace = " \t";
constexpr std::string_view kSeparator = "----";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::vector<std::string_view> splitLines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (!line.empty() && line.back() == '\r') {
            line.remove_suffix(1);
        }
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

Error malformed(std::size_t line, std::size_t column, const std::string& reason) {
    return {ErrorCode::Malformed, "line " + std::to_string(line) + ", column " +
                                      std::to_string(column + 1) + ": " + reason};
}

/// The values of `key=...`, of which `list` is what follows the `=`.
std::vector<std::string> splitValues(std::string_view list) {
    std::vector<std::string> values;
    if (list.empty() || list.front() != '(') {
        values.emplace_back(list);
        return values;
    }
    list = list.substr(1, list.size() - 2);
    if (trimmed(list).empty()) {
        return values;
    }
    for (;;) {
        const std::size_t comma = list.find(',');
        values.emplace_back(trimmed(list.substr(0, comma)));
        if (comma == std::string_view::npos) {
            return values;
        }
        list.remove_prefix(comma + 1);
    }
}

/// Where the argument at `begin` ends: at white space outside of parentheses.
Result<std::size_t> findArgumentEnd(std::string_view text, std::size_t begin, std::size_t line) {
    const std::size_t equals = text.find_first_of(" \t=", begin);
    const bool isList = equals != std::string_view::npos && text.substr(equals, 2) == "=(";
    if (!isList) {
        return std::min(text.find_first_of(kSpace, begin), text.size());
    }
    const std::size_t close = text.find(')', equals);
    if (close == std::string_view::npos) {
        return malformed(line, equals + 1, "this list has no end");
    }
    return close + 1;
}

Result<void> parseCommand(std::string_view text, ScriptCase& result) {
    std::size_t at = text.find_first_not_of(kSpace);
    for (bool first = true; at != std::string_view::npos; first = false) {
        auto end = findArgumentEnd(text, at, result.line);
        if (!end) {
            return end.error();
        }
        const std::string_view word = text.substr(at, *end - at);
        if (first) {
            result.command = word;
            result.column = at + 1;
        } else {
            ScriptArgument argument;
            argument.text = word;
            argument.column = at + 1;
            const std::size_t equals = word.find('=');
            argument.key = word.substr(0, equals);
            if (equals != std::string_view::npos) {
                argument.values = splitValues(word.substr(equals + 1));
            }
            result.arguments.push_back(std::move(argument));
        }
        at = text.find_first_not_of(kSpace, *end);
    }
    return {};
}

}  // namespace

const ScriptArgument* ScriptCase::find(std::string_view key) const {
    const auto at = std::find_if(arguments.begin(), arguments.end(), [key](const auto& argument) {
        return argument.key == key && argument.text != argument.key;
    });
    return at != arguments.end() ? &*at : nullptr;
}

std::vector<std::string> ScriptCase::words() const {
    std::vector<std::string> found;
    for (const ScriptArgument& argument : arguments) {
        if (argument.text == argument.key) {
            found.push_back(argument.text);
        }
    }
    return found;
}

Result<std::vector<ScriptCase>> parseScript(std::string_view text, ScriptForm form) {
    const std::vector<std::string_view> lines = splitLines(text);
    const bool mayStop = form == ScriptForm::Scenario;
    std::vector<ScriptCase> cases;
    std::size_t at = 0;
    while (at < lines.size()) {
        if (trimmed(lines[at]).empty() || lines[at].front() == '#') {
            ++at;
            continue;
        }
        ScriptCase parsed;
        parsed.line = at + 1;
        if (auto command = parseCommand(lines[at], parsed); !command) {
            return command.error();
        }
        for (++at; at < lines.size() && lines[at] != kSeparator; ++at) {
            if (trimmed(lines[at]).empty()) {
                break;
            }
            parsed.input.append(lines[at]).append("\n");
        }
        parsed.hasSeparator = at < lines.size() && lines[at] == kSeparator;
        if (!parsed.hasSeparator && !mayStop) {
            return at < lines.size()
                       ? malformed(at + 1, 0,
                                   "the command of line " + std::to_string(parsed.line) +
                                       " has no line \"----\"")
                       : malformed(parsed.line, 0, "this command has no line \"----\"");
        }
        for (++at; parsed.hasSeparator && at < lines.size() && !lines[at].empty(); ++at) {
            parsed.expected.append(lines[at]).append("\n");
        }
        cases.push_back(std::move(parsed));
    }
    return cases;
}

Result<std::uint64_t> parseNumber(std::string_view text, std::string_view what) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec != std::errc() || parsed.ptr != end) {
        return Error(ErrorCode::Malformed,
                     std::string(what) + " must be a number, not \"" + std::string(text) + "\"");
    }
    return number;
}

Result<bool> parseBoolean(std::string_view text, std::string_view what) {
    if (text != "true" && text != "false") {
        return Error(ErrorCode::Malformed, std::string(what) + " must be true or false, not \"" +
                                               std::string(text) + "\"");
    }
    return text == "true";
}

}  // namespace quorate::stage
