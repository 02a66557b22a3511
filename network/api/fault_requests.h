// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "network/api/armed_fault.h"
#include "network/api/json_document.h"
#include "network/api/kv_requests.h"

namespace quorate::network {

// What clients ask of the fault routes, out of JSON, which README.md has field by field.

/// What every fault that goes on may have; FaultTerms as asked for.
struct AskedTerms {
    std::optional<std::uint64_t> forMs;  ///< nothing: the node's default; 0: without end
    std::string owner;
    bool isQuiet{false};
};

/// POST /faults/link: a cut made or healed, or rules, or both at once.
struct LinkFaultRequest {
    raft::NodeId peer;
    std::optional<LinkDirection> direction;  ///< of the cut; nothing: both
    std::optional<bool> cut;
    std::optional<std::vector<observe::LinkRule>> rules;
    AskedTerms terms;
};
Decoded<LinkFaultRequest> decodeLinkFault(JsonDocument& document, std::string_view body);

/// POST /faults/disk: a fault of a kind set or ended.
struct DiskFaultRequest {
    stage::DiskFault fault;
    bool isOn{true};
    AskedTerms terms;
};
Decoded<DiskFaultRequest> decodeDiskFault(JsonDocument& document, std::string_view body);

/// POST /faults/hold.
struct HoldRequest {
    std::string owner;
    std::uint64_t ttlMs{0};  ///< 0: lets go
};
Decoded<HoldRequest> decodeHold(JsonDocument& document, std::string_view body);

/// POST /faults/election-timeout, in ticks.
Decoded<std::uint32_t> decodeElectionTimeout(JsonDocument& document, std::string_view body);

/// POST /faults/pause.
struct PauseRequest {
    std::uint64_t forMs{0};
    bool isQuiet{false};
};
Decoded<PauseRequest> decodePause(JsonDocument& document, std::string_view body);

}  // namespace quorate::network
