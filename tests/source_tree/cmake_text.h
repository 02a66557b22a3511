// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// As much of CMake as the rules need to see.
namespace quorate::source_tree {

/// One command with its arguments, split at blanks and without quotes; comments are left out.
struct CMakeCommand {
    struct Argument {
        std::string text;
        int line{};
    };

    std::string name;
    int line{};
    std::vector<Argument> arguments;
};

std::vector<CMakeCommand> commandsOf(std::string_view text);

}  // namespace quorate::source_tree
