// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace quorate::stage {

/// What a scenario may refer to at a place of its text: what the lines before it brought.
struct Scope {
    std::set<std::uint64_t> nodes;
    std::set<std::string, std::less<>> names;       ///< of nodes, by `name`
    std::set<std::string, std::less<>> values;      ///< by `note`
    std::set<std::string, std::less<>> operations;  ///< by `as=`
    /// Numbered in the order in which they appear.
    std::map<std::string, std::uint64_t, std::less<>> clients;

    /// A letter, then letters, digits and dashes; no word of the language. Empty if it may be a
    /// name, else what is wrong with it.
    static std::string whyNoName(std::string_view word);
};

}  // namespace quorate::stage
