// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/amount.h"

#include <array>

#include "engine/stage/script.h"

namespace quorate::stage {

namespace {

struct Unit {
    std::string_view name;
    Nanoseconds size;
};
/// From the largest to the smallest.
constexpr std::array<Unit, 6> kUnits{{{"h", 60 * 60 * kSecond},
                                      {"min", 60 * kSecond},
                                      {"s", kSecond},
                                      {"ms", kMillisecond},
                                      {"us", kMillisecond / 1000},
                                      {"ns", 1}}};

Error malformed(const std::string& text) {
    return {ErrorCode::Malformed, text};
}

}  // namespace

Result<Nanoseconds> parseTime(std::string_view text) {
    const std::size_t digits = text.find_first_not_of("0123456789");
    const auto number =
        digits == 0 ? Error(ErrorCode::Malformed, "") : parseNumber(text.substr(0, digits), "");
    const std::string_view name =
        digits == std::string_view::npos ? std::string_view() : text.substr(digits);
    for (const Unit& unit : kUnits) {
        if (number && unit.name == name) {
            if (*number > kLongestTime / unit.size) {
                return malformed("a time is at most 24h, not " + std::string(text));
            }
            return *number * unit.size;
        }
    }
    return malformed("a time is a number with ns, us, ms, s, min or h, not \"" + std::string(text) +
                     "\"");
}

Result<Span> parseSpan(std::string_view text) {
    const std::size_t dots = text.find("..");
    auto min = parseTime(text.substr(0, dots));
    if (!min || dots == std::string_view::npos) {
        return min ? Result<Span>(Span{*min, *min}) : min.error();
    }
    auto max = parseTime(text.substr(dots + 2));
    if (!max) {
        return max.error();
    }
    if (*max < *min) {
        return malformed("\"" + std::string(text) + "\" ends before it begins");
    }
    return Span{*min, *max};
}

Result<std::uint32_t> parsePercent(std::string_view text) {
    constexpr std::uint32_t kWhole = 1'000'000;
    constexpr std::uint32_t kOnePercent = kWhole / 100;
    const Error wrong = malformed("a probability lies between 0% and 100%, such as 2.5%, not \"" +
                                  std::string(text) + "\"");
    if (!text.ends_with('%')) {
        return wrong;
    }
    text.remove_suffix(1);
    const std::size_t dot = text.find('.');
    auto whole = parseNumber(text.substr(0, dot), "");
    if (!whole || *whole > 100) {
        return wrong;
    }
    auto millionths = static_cast<std::uint32_t>(*whole) * kOnePercent;
    if (dot != std::string_view::npos) {
        std::string fraction(text.substr(dot + 1));
        if (fraction.empty() || fraction.size() > 4) {
            return wrong;
        }
        fraction.resize(4, '0');
        auto part = parseNumber(fraction, "");
        if (!part) {
            return wrong;
        }
        millionths += static_cast<std::uint32_t>(*part);
    }
    return millionths <= kWhole ? Result<std::uint32_t>(millionths) : wrong;
}

Result<std::uint64_t> parseWithin(std::string_view text, std::string_view what, std::uint64_t min,
                                  std::uint64_t max) {
    auto number = parseNumber(text, what);
    if (number && (*number < min || *number > max)) {
        return malformed(std::string(what) + " lies between " + std::to_string(min) + " and " +
                         std::to_string(max));
    }
    return number;
}

std::string textOfTime(Nanoseconds time) {
    for (const Unit& unit : kUnits) {
        if (time >= unit.size && time % unit.size == 0) {
            return std::to_string(time / unit.size) + std::string(unit.name);
        }
    }
    return std::to_string(time) + "ns";
}

}  // namespace quorate::stage
