// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "network/host/host_config.h"

namespace quorate::network {

/// What `quorated` was asked to do by its command line, environment and configuration file.
struct ServeOptions {
    HostConfig host;
    /// Below which nothing is written to the log: 0 debug, 1 info, 2 warning, 3 error.
    int logLevel{1};
    /// It ends when standard input does.
    bool endsWithInput{false};
};
/// Text for standard output, and nothing more to do.
struct ServeHelp {
    std::string text;
};
/// One line that says what is wrong and what to write instead.
struct ServeRefusal {
    std::string line;
};

/// Reads options from the arguments (without the program's name), from QUORATED_... variables, and
/// from the file that --config names, in this order of precedence.
std::variant<ServeOptions, ServeHelp, ServeRefusal> parseServeOptions(
    const std::vector<std::string>& arguments);

}  // namespace quorate::network
