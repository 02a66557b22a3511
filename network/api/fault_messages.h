// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "network/api/armed_fault.h"
#include "network/api/json_document.h"
#include "network/api/json_fields.h"
#include "network/api/json_writer.h"

namespace quorate::network {

// The JSON of what is armed, which README.md has field by field. What a client asks for:
// fault_requests.h.

/// "to" or "from".
std::string_view nameOf(LinkDirection direction);
/// "slow", "readsFail" and so on; empty for what no real disk can have.
std::string_view nameOf(stage::DiskFault::Kind kind);
bool readDiskKind(JsonFields& fields, JsonValue value, stage::DiskFault::Kind& kind);

/// The member "rules" of an object that is open; there even where there are none.
void writeRules(JsonWriter& json, const std::vector<observe::LinkRule>& rules);
bool readRules(JsonFields& fields, JsonValue value, std::vector<observe::LinkRule>& rules);
bool readPeer(JsonFields& fields, JsonValue value, raft::NodeId& peer);

/// Members of an object that is open.
void writeFault(JsonWriter& json, const ArmedFault& fault);
bool readFault(JsonFields& fields, JsonValue value, ArmedFault& fault);
void writeOwner(JsonWriter& json, const FaultOwner& owner);

/// A number, 0 too.
void writeNumber(JsonWriter& json, std::string_view name, std::uint64_t value);

/// A number up to `most`.
template <class Number>
bool readUpTo(JsonFields& fields, std::string_view name, JsonValue value, std::uint64_t most,
              Number& out) {
    std::uint64_t number = 0;
    if (!fields.read(value, number)) {
        return false;
    }
    if (number > most) {
        return fields.fail(std::string(name) + " is at most " + std::to_string(most));
    }
    out = static_cast<Number>(number);
    return true;
}
bool unknownField(JsonFields& fields);

}  // namespace quorate::network
