// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "network/bench/comparison.h"

namespace quorate::bench {

/// The middle one, or the mean of the two in the middle; 0 for none.
[[nodiscard]] double medianOf(std::vector<double> samples);

/// A table of medians with their ratios, for people. A ratio above one is in Quorate's favour.
std::string textOf(const std::vector<Measure>& measures);
/// One object in one line: all samples, medians and ratios.
std::string jsonOf(const std::vector<Measure>& measures);

}  // namespace quorate::bench
