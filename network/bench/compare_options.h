// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "network/bench/comparison.h"
#include "network/bench/load_options.h"

namespace quorate::bench {

/// From the arguments behind the word compare.
std::variant<CompareOptions, HelpText, Refusal> parseCompareOptions(
    const std::vector<std::string>& arguments);

}  // namespace quorate::bench
