// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "network/api/armed_fault.h"
#include "network/api/fault_requests.h"
#include "network/api/json_document.h"

namespace quorate::network {

// The bodies of network/api's fault routes, as its README.md has them.

std::string cutBody(raft::NodeId peer, LinkDirection direction, bool isCut,
                    const AskedTerms& terms);
std::string rulesBody(raft::NodeId peer, const std::vector<observe::LinkRule>& rules,
                      const AskedTerms& terms);
std::string diskBody(const stage::DiskFault& fault, bool isOn, const AskedTerms& terms);
/// 0: lets go.
std::string holdBody(const std::string& owner, std::uint64_t ttlMs);
std::string electionTimeoutBody(std::uint32_t ticks);

/// The answer of GET /faults. Malformed.
Result<std::vector<ArmedFault>> decodeFaults(JsonDocument& document, std::string_view body);

}  // namespace quorate::network
