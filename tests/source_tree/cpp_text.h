// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// As much of C++ as the rules need to see.
namespace quorate::source_tree {

/// One #include line: `target` is what stands between the quotes or the angle brackets.
struct Include {
    int line{};
    std::string target;
    bool quoted{};
};

/// One identifier or keyword in code, by its place in the text.
struct Word {
    std::string_view text;
    std::size_t at{};
    int line{};
};

std::vector<std::string_view> linesOf(std::string_view text);

/// The text with comments and the contents of literals as spaces; lines and columns stay.
std::string codeOf(std::string_view text);

/// The includes of a source text, but none that is commented out.
std::vector<Include> includesOf(std::string_view text);

/// The words of `code`, which must come from codeOf() and outlive the result.
std::vector<Word> wordsOf(std::string_view code);

}  // namespace quorate::source_tree
