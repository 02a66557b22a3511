// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/source_tree/cpp_text.h"
#include "tests/source_tree/source_rules.h"

namespace quorate::source_tree {

namespace {

constexpr std::string_view kThrower = "engine/base/invariant.cpp";

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view trimmedEnd(std::string_view text) {
    const std::size_t end = text.find_last_not_of(" \t\n");
    return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
}

/// The first character after the word that is no blank.
char nextCharacter(std::string_view code, const Word& word) {
    const std::size_t next = code.find_first_not_of(" \t\n", word.at + word.text.size());
    return next == std::string_view::npos ? '\0' : code[next];
}

/// Is the word the name of a function of the C library that is called here? Not so a member, a
/// function of another namespace or class, and a declaration (a type stands right before it).
bool isFreeCall(std::string_view code, const std::vector<Word>& words, std::size_t index) {
    const Word& word = words[index];
    if (nextCharacter(code, word) != '(') {
        return false;
    }
    const std::string_view before = trimmedEnd(code.substr(0, word.at));
    if (before.ends_with('.') || before.ends_with("->")) {
        return false;
    }
    if (index == 0) {
        return true;
    }
    const Word& last = words[index - 1];
    const std::string_view between =
        trimmedEnd(before.substr(std::min(before.size(), last.at + last.text.size())));
    if (between == "::") {
        return last.text == "std" || last.text == "return";
    }
    if (between.empty()) {
        return last.text == "return";
    }
    // "Clock& clock()" declares and "x & clock()" calls: the formatter puts the sign of a type next
    // to the type.
    return between.find_first_not_of("&*>") != std::string_view::npos;
}

std::optional<std::string> judge(std::string_view path, std::string_view code,
                                 const std::vector<Word>& words, std::size_t index) {
    constexpr std::array<std::string_view, 12> kCalls{
        "rand",      "srand",        "drand48", "time",      "clock",     "clock_gettime",
        "localtime", "gettimeofday", "getenv",  "setlocale", "getrandom", "system"};
    const std::string_view word = words[index].text;
    if (contains(kCalls, word) && isFreeCall(code, words, index)) {
        return std::string(word) +
               "( reads more than the engine's inputs: hand the value in "
               "through a port. A function of our own wants another name";
    }
    if (word == "thread_local" || word.starts_with("unordered_") || word == "random_device") {
        return std::string(word) +
               " is banned in engine: the same inputs must give the same "
               "outputs. Use an ordered container, a member or quorate::Random";
    }
    if (word == "throw" && path != kThrower && nextCharacter(code, words[index]) != ';') {
        return std::string("errors are values: return a Result, or state a QUORATE_INVARIANT");
    }
    return std::nullopt;
}

}  // namespace

std::vector<Finding> checkPurity(const SourceFile& file) {
    if (!file.path.starts_with("engine/")) {
        return {};
    }
    const std::string code = codeOf(file.text);
    const auto words = wordsOf(code);
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (auto message = judge(file.path, code, words, i)) {
            findings.push_back({file.path, words[i].line, std::move(*message)});
        }
    }
    return findings;
}

}  // namespace quorate::source_tree
