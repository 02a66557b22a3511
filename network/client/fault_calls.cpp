// SPDX-License-Identifier: Apache-2.0
#include "network/client/fault_calls.h"

#include <utility>

#include "network/api/fault_messages.h"
#include "network/api/json_fields.h"
#include "network/api/json_writer.h"

namespace quorate::network {

namespace {

/// Where it is given: 0 has a meaning, too.
void writeDuration(JsonWriter& json, std::optional<std::uint64_t> forMs) {
    if (forMs) {
        json.members("\"forMs\":" + std::to_string(*forMs));
    }
}

}  // namespace

std::string cutBody(raft::NodeId peer, LinkDirection direction, bool isCut,
                    std::optional<std::uint64_t> forMs) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    json.number("peer", peer.value());
    json.text("direction", nameOf(direction));
    json.members(isCut ? "\"cut\":true" : "\"cut\":false");
    writeDuration(json, forMs);
    json.endObject();
    return body;
}

std::string rulesBody(raft::NodeId peer, const std::vector<observe::LinkRule>& rules,
                      std::optional<std::uint64_t> forMs) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    json.number("peer", peer.value());
    writeRules(json, rules);
    writeDuration(json, forMs);
    json.endObject();
    return body;
}

std::string electionTimeoutBody(std::uint32_t ticks) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    json.smallNumber("ticks", ticks);
    json.endObject();
    return body;
}

Result<std::vector<ArmedFault>> decodeFaults(JsonDocument& document, std::string_view body) {
    if (const auto parsed = document.parse(body); !parsed) {
        return parsed.error();
    }
    JsonFields fields(document);
    std::vector<ArmedFault> faults;
    const bool isRead =
        fields.message(document.root(), [&](std::string_view name, JsonValue member) {
            return name != "faults" || fields.list(member, [&](JsonValue element) {
                return readFault(fields, element, faults.emplace_back());
            });
        });
    return isRead ? Result<std::vector<ArmedFault>>(std::move(faults))
                  : Error(ErrorCode::Malformed, fields.reason());
}

}  // namespace quorate::network
