// SPDX-License-Identifier: Apache-2.0
#include "network/host/early_campaign.h"

#include <algorithm>

namespace quorate::network {

std::optional<std::uint32_t> earlyCampaignDelayMs(
    raft::NodeId self, const raft::ConfState& members,
    const std::function<bool(raft::NodeId)>& isConnected) {
    const auto& voters = members.voters;
    if (members.isJoint() || std::find(voters.begin(), voters.end(), self) == voters.end()) {
        return std::nullopt;
    }
    std::size_t there = 1;
    std::uint32_t before = 0;
    for (const raft::NodeId voter : voters) {
        if (voter != self && isConnected(voter)) {
            ++there;
            before += voter < self ? 1U : 0U;
        }
    }
    if (there <= voters.size() / 2) {
        return std::nullopt;
    }
    return before * kCampaignTurnMs;
}

}  // namespace quorate::network
