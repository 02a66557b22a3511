// SPDX-License-Identifier: Apache-2.0
#include "tests/source_tree/cpp_text.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace quorate::source_tree {

namespace {

bool isWordCharacter(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool startsAt(std::string_view text, std::size_t at, std::string_view part) {
    return text.substr(at, part.size()) == part;
}

/// Where the comment or literal that starts at `at` ends; nothing where none starts.
std::optional<std::size_t> endOfComment(std::string_view text, std::size_t at) {
    if (startsAt(text, at, "//")) {
        return std::min(text.find('\n', at), text.size());
    }
    if (startsAt(text, at, "/*")) {
        const std::size_t end = text.find("*/", at + 2);
        return end == std::string_view::npos ? text.size() : end + 2;
    }
    return std::nullopt;
}

std::size_t endOfRawString(std::string_view text, std::size_t quote) {
    const std::size_t open = std::min(text.find('(', quote), text.size());
    const std::string close = ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"";
    const std::size_t end = text.find(close, open);
    return end == std::string_view::npos ? text.size() : end + close.size();
}

std::optional<std::size_t> endOfLiteral(std::string_view text, std::size_t at) {
    const char quote = text[at];
    const char before = at > 0 ? text[at - 1] : ' ';
    // An apostrophe within a number separates its digits.
    if (quote != '"' && (quote != '\'' || isWordCharacter(before))) {
        return std::nullopt;
    }
    if (quote == '"' && before == 'R') {
        return endOfRawString(text, at);
    }
    for (std::size_t i = at + 1; i < text.size() && text[i] != '\n'; ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == quote) {
            return i + 1;
        }
    }
    return std::min(text.find('\n', at), text.size());
}

}  // namespace

std::vector<std::string_view> linesOf(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string codeOf(std::string_view text) {
    std::string code(text);
    std::size_t at = 0;
    while (at < text.size()) {
        auto end = endOfComment(text, at);
        if (!end) {
            end = endOfLiteral(text, at);
        }
        if (!end) {
            ++at;
            continue;
        }
        for (; at < *end; ++at) {
            code[at] = text[at] == '\n' ? '\n' : ' ';
        }
    }
    return code;
}

std::vector<Include> includesOf(std::string_view text) {
    const std::string code = codeOf(text);
    const auto codeLines = linesOf(code);
    const auto lines = linesOf(text);
    std::vector<Include> includes;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto words = wordsOf(codeLines[i]);
        const std::size_t hash = codeLines[i].find_first_not_of(" \t");
        if (hash == std::string_view::npos || codeLines[i][hash] != '#' || words.empty() ||
            words.front().text != "include") {
            continue;
        }
        const std::size_t open = lines[i].find_first_of("<\"", words.front().at);
        if (open == std::string_view::npos) {
            continue;
        }
        const bool quoted = lines[i][open] == '"';
        const std::size_t close = lines[i].find(quoted ? '"' : '>', open + 1);
        const std::string_view target = lines[i].substr(open + 1, close - open - 1);
        includes.push_back({static_cast<int>(i) + 1, std::string(target), quoted});
    }
    return includes;
}

std::vector<Word> wordsOf(std::string_view code) {
    std::vector<Word> words;
    int line = 1;
    std::size_t at = 0;
    while (at < code.size()) {
        if (!isWordCharacter(code[at])) {
            line += code[at] == '\n' ? 1 : 0;
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < code.size() && isWordCharacter(code[end])) {
            ++end;
        }
        words.push_back({code.substr(at, end - at), at, line});
        at = end;
    }
    return words;
}

}  // namespace quorate::source_tree
