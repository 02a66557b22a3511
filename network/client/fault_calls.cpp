// SPDX-License-Identifier: Apache-2.0
#include "network/client/fault_calls.h"

#include <utility>

#include "network/api/fault_messages.h"
#include "network/api/json_fields.h"
#include "network/api/json_writer.h"

namespace quorate::network {

namespace {

void writeTerms(JsonWriter& json, const AskedTerms& terms) {
    if (terms.forMs) {
        writeNumber(json, "forMs", *terms.forMs);  // 0 has a meaning, too
    }
    if (!terms.owner.empty()) {
        json.text("while", terms.owner);
    }
    json.flag("quiet", terms.isQuiet);
}

}  // namespace

std::string cutBody(raft::NodeId peer, LinkDirection direction, bool isCut,
                    const AskedTerms& terms) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    json.number("peer", peer.value());
    json.text("direction", nameOf(direction));
    json.members(isCut ? "\"cut\":true" : "\"cut\":false");
    writeTerms(json, terms);
    json.endObject();
    return body;
}

std::string rulesBody(raft::NodeId peer, const std::vector<observe::LinkRule>& rules,
                      const AskedTerms& terms) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    json.number("peer", peer.value());
    writeRules(json, rules);
    writeTerms(json, terms);
    json.endObject();
    return body;
}

std::string diskBody(const stage::DiskFault& fault, bool isOn, const AskedTerms& terms) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    json.text("disk", nameOf(fault.kind));
    if (isOn) {
        writeNumber(json, "amount", fault.amount);
        writeTerms(json, terms);
    } else {
        json.members("\"on\":false");
    }
    json.endObject();
    return body;
}

std::string holdBody(const std::string& owner, std::uint64_t ttlMs) {
    std::string body;
    JsonWriter json(body);
    json.beginObject();
    json.text("owner", owner);
    writeNumber(json, "ttlMs", ttlMs);
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
