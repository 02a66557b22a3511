// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "network/api/armed_fault.h"
#include "network/api/json_document.h"

namespace quorate::network {

// The bodies of network/api's fault routes, as its README.md has them. `forMs`: nothing is as the
// node has it, 0 without end.

std::string cutBody(raft::NodeId peer, LinkDirection direction, bool isCut,
                    std::optional<std::uint64_t> forMs);
std::string rulesBody(raft::NodeId peer, const std::vector<observe::LinkRule>& rules,
                      std::optional<std::uint64_t> forMs);
std::string electionTimeoutBody(std::uint32_t ticks);

/// The answer of GET /faults. Malformed.
Result<std::vector<ArmedFault>> decodeFaults(JsonDocument& document, std::string_view body);

}  // namespace quorate::network
