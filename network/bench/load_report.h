// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "network/bench/load_options.h"
#include "network/bench/load_result.h"

namespace quorate::bench {

/// For people.
std::string textOf(const LoadOptions& options, const LoadResult& result);
/// One object in one line; README.md lists its members.
std::string jsonOf(const LoadOptions& options, const LoadResult& result);

}  // namespace quorate::bench
