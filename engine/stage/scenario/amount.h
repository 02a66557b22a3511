// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/stage/agenda.h"
#include "engine/stage/pace.h"

/// Amounts as scenarios write them.
namespace quorate::stage {

/// No stretch of time in a scenario is longer: a day.
inline constexpr Nanoseconds kLongestTime = 24 * 60 * 60 * kSecond;

/// "150ms": a whole number of ns, us, ms, s, min or h; Malformed, and for more than kLongestTime.
Result<Nanoseconds> parseTime(std::string_view text);
/// "1ms..5ms", or one time for both; Malformed.
Result<Span> parseSpan(std::string_view text);
/// "2.5%" as millionths, up to 100%; Malformed.
Result<std::uint32_t> parsePercent(std::string_view text);
/// A number between `min` and `max`; Malformed, naming `what`.
Result<std::uint64_t> parseWithin(std::string_view text, std::string_view what, std::uint64_t min,
                                  std::uint64_t max);
/// In the largest unit that shows it as a whole number: "1500ms".
std::string textOfTime(Nanoseconds time);

}  // namespace quorate::stage
