// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "engine/raft/conf_state.h"
#include "engine/raft/types.h"

namespace quorate::network {

/// How long a member without a leader waits until it campaigns, in milliseconds, where it need not
/// wait for its election timeout: a quorum of voters, itself included, is connected, and so can
/// elect at once. Nothing where that is not so, or the voters are just being changed.
///
/// They take turns by their ids, so that votes are not split. A campaign that was not called for
/// costs nothing: pre-votes are not given while a leader is heard (dissertation §9.6).
std::optional<std::uint32_t> earlyCampaignDelayMs(
    raft::NodeId self, const raft::ConfState& members,
    const std::function<bool(raft::NodeId)>& isConnected);

/// Long enough for an election among members that are connected.
inline constexpr std::uint32_t kCampaignTurnMs = 50;

}  // namespace quorate::network
