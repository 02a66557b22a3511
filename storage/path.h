// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace quorate::storage {

/// The directory that holds the name `path`: "." for a bare name, "/" for a name in the root.
/// Empty where there is none above it: of "/", "." and "".
std::string parentDirectory(std::string_view path);

/// The last name in `path`, without a '/' behind it.
std::string_view lastName(std::string_view path);

/// `name` in `directory`.
std::string joinPath(std::string_view directory, std::string_view name);

}  // namespace quorate::storage
