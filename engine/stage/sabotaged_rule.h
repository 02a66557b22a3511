// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace quorate::raft {
struct Sabotage;
}

namespace quorate::stage {

/// The switches of raft::Sabotage, one by one.
enum class SabotagedRule : std::uint8_t { CommitOldTerms, SkipSync, ForgetVotes, ReadAlone };
inline constexpr std::array kSabotagedRules{SabotagedRule::CommitOldTerms, SabotagedRule::SkipSync,
                                            SabotagedRule::ForgetVotes, SabotagedRule::ReadAlone};

/// "commit-old-terms", "skip-sync", "forget-votes", "read-alone".
std::string_view toString(SabotagedRule rule) noexcept;
std::optional<SabotagedRule> parseSabotagedRule(std::string_view text) noexcept;
bool& switchOf(raft::Sabotage& sabotage, SabotagedRule rule) noexcept;

/// The number of the fault that such a switch is in a recording: beyond all that are counted.
std::uint64_t faultOf(SabotagedRule rule) noexcept;
/// Nothing for the numbers of other faults.
std::optional<SabotagedRule> sabotagedRuleOf(std::uint64_t fault) noexcept;

}  // namespace quorate::stage
