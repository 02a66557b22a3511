// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/scope.h"

#include <algorithm>
#include <array>

namespace quorate::stage {

namespace {

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::string Scope::whyNoName(std::string_view word) {
    constexpr std::array<std::string_view, 8> kWords{"all",  "leader", "followers", "running",
                                                     "none", "any",    "and",       "not"};
    if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) {
        return "\"" + std::string(word) + "\" is a word of the language, and no name";
    }
    const bool isName = !word.empty() && isLetter(word.front()) &&
                        std::all_of(word.begin(), word.end(), [](char c) {
                            return isLetter(c) || (c >= '0' && c <= '9') || c == '-';
                        });
    return isName ? std::string()
                  : "a name is a letter, then letters, digits and dashes, not \"" +
                        std::string(word) + "\"";
}

}  // namespace quorate::stage
