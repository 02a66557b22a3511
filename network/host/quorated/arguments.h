// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace quorate::host {

using Arguments = std::vector<std::string>;

/// Options, and what stands by itself in its order.
struct PlacedArguments {
    std::vector<std::string> places;
    boost::program_options::variables_map options;
};

/// Options are written out in full. InvalidArgument, with one line that says what to write instead.
Result<PlacedArguments> parsePlacedArguments(
    const boost::program_options::options_description& options, const Arguments& arguments);

/// The arguments of a verb that works on a node's directory.
struct DirectoryArguments {
    std::string directory;
    boost::program_options::variables_map options;
    bool wantsHelp{false};
};

/// Likewise; there is exactly one DIR.
Result<DirectoryArguments> parseDirectoryArguments(
    const boost::program_options::options_description& options, const Arguments& arguments);

/// InvalidArgument for what is no number; nothing where the option was not given.
Result<std::optional<std::uint64_t>> numberOf(const DirectoryArguments& arguments,
                                              const std::string& option);

/// "--json, --wal".
std::string namesOf(const boost::program_options::options_description& options);

}  // namespace quorate::host
