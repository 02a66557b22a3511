// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/fault_words.h"

#include <charconv>

namespace quorate::observe {

std::string textOfCut(Link link) {
    return "n" + toString(link.from) + " → n" + toString(link.to);
}

FaultKind faultKindOf(const LinkCondition& condition) {
    if (condition.lossMillionths > 0) {
        return FaultKind::Loss;
    }
    if (condition.duplicateMillionths > 0) {
        return FaultKind::Duplicate;
    }
    return condition.reorderMillionths > 0 ? FaultKind::Reorder : FaultKind::Delay;
}

std::string textOf(const LinkCondition& condition) {
    constexpr std::uint64_t kMillisecond = 1'000'000;
    const auto percent = [](std::uint32_t millionths) {
        return std::to_string(millionths / 10'000) + " %";
    };
    switch (faultKindOf(condition)) {
    case FaultKind::Loss:
        return percent(condition.lossMillionths) + " lost";
    case FaultKind::Duplicate:
        return percent(condition.duplicateMillionths) + " duplicated";
    case FaultKind::Reorder:
        return percent(condition.reorderMillionths) + " reordered";
    default:
        return std::to_string(condition.minDelayNs / kMillisecond) + " to " +
               std::to_string(condition.maxDelayNs / kMillisecond) + " ms";
    }
}

namespace {

constexpr std::string_view kPaused = "paused";
constexpr std::string_view kPausedFor = "paused for ";
constexpr std::string_view kMs = " ms";

}  // namespace

std::string textOfPause(std::uint64_t ms) {
    return ms == 0 ? std::string(kPaused)
                   : std::string(kPausedFor) + std::to_string(ms) + std::string(kMs);
}

std::optional<std::uint64_t> parsePause(std::string_view text) {
    if (text == kPaused) {
        return 0;
    }
    if (text.substr(0, kPausedFor.size()) != kPausedFor) {
        return std::nullopt;
    }
    const std::string_view rest = text.substr(kPausedFor.size());
    std::uint64_t ms = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), ms);
    const auto read = static_cast<std::size_t>(end - rest.data());
    return error == std::errc() && rest.substr(read) == kMs ? std::optional(ms) : std::nullopt;
}

LinkCondition generalOf(const std::vector<LinkRule>& rules) {
    LinkCondition general;
    for (const LinkRule& rule : rules) {
        general = rule.type ? general : rule.condition;
    }
    return general;
}

}  // namespace quorate::observe
