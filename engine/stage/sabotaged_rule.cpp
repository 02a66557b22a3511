// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/sabotaged_rule.h"

#include "engine/raft/sabotage.h"

namespace quorate::stage {

namespace {

constexpr std::uint64_t kFirstFault = std::uint64_t{1} << 62U;

}  // namespace

std::string_view toString(SabotagedRule rule) noexcept {
    constexpr std::array<std::string_view, kSabotagedRules.size()> kNames{
        "commit-old-terms", "skip-sync", "forget-votes", "read-alone"};
    return kNames[static_cast<std::size_t>(rule)];
}

std::optional<SabotagedRule> parseSabotagedRule(std::string_view text) noexcept {
    for (const SabotagedRule rule : kSabotagedRules) {
        if (toString(rule) == text) {
            return rule;
        }
    }
    return std::nullopt;
}

bool& switchOf(raft::Sabotage& sabotage, SabotagedRule rule) noexcept {
    switch (rule) {
    case SabotagedRule::SkipSync:
        return sabotage.skipsSync;
    case SabotagedRule::ForgetVotes:
        return sabotage.forgetsVotes;
    case SabotagedRule::ReadAlone:
        return sabotage.readsAlone;
    case SabotagedRule::CommitOldTerms:
        break;
    }
    return sabotage.commitsOldTerms;
}

std::uint64_t faultOf(SabotagedRule rule) noexcept {
    return kFirstFault + static_cast<std::uint64_t>(rule);
}

std::optional<SabotagedRule> sabotagedRuleOf(std::uint64_t fault) noexcept {
    for (const SabotagedRule rule : kSabotagedRules) {
        if (faultOf(rule) == fault) {
            return rule;
        }
    }
    return std::nullopt;
}

}  // namespace quorate::stage
