// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "network/api/armed_fault.h"
#include "network/api/json_document.h"
#include "network/api/json_fields.h"
#include "network/api/json_writer.h"
#include "network/api/kv_requests.h"

namespace quorate::network {

// The JSON of the fault routes, which README.md has field by field.

/// POST /faults/link: a cut made or healed, or rules, or both at once.
struct LinkFaultRequest {
    raft::NodeId peer;
    std::optional<LinkDirection> direction;  ///< of the cut; nothing: both
    std::optional<bool> cut;
    std::optional<std::vector<observe::LinkRule>> rules;
    std::optional<std::uint64_t> forMs;  ///< nothing: the node's default; 0: without end
};
Decoded<LinkFaultRequest> decodeLinkFault(JsonDocument& document, std::string_view body);

/// POST /faults/election-timeout, in ticks.
Decoded<std::uint32_t> decodeElectionTimeout(JsonDocument& document, std::string_view body);

/// POST /faults/pause, in milliseconds.
Decoded<std::uint64_t> decodePause(JsonDocument& document, std::string_view body);

/// "to" or "from".
std::string_view nameOf(LinkDirection direction);
/// The member "rules" of an object that is open; there even where there are none.
void writeRules(JsonWriter& json, const std::vector<observe::LinkRule>& rules);
bool readRules(JsonFields& fields, JsonValue value, std::vector<observe::LinkRule>& rules);

/// Members of an object that is open.
void writeFault(JsonWriter& json, const ArmedFault& fault);
bool readFault(JsonFields& fields, JsonValue value, ArmedFault& fault);

}  // namespace quorate::network
