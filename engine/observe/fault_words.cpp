// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/fault_words.h"

#include <cstdint>

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

LinkCondition generalOf(const std::vector<LinkRule>& rules) {
    LinkCondition general;
    for (const LinkRule& rule : rules) {
        general = rule.type ? general : rule.condition;
    }
    return general;
}

}  // namespace quorate::observe
