// SPDX-License-Identifier: Apache-2.0
#include "network/api/fault_messages.h"

#include <cstddef>
#include <limits>
#include <string>
#include <utility>

#include "engine/raft/describe.h"

namespace quorate::network {

namespace {

using Name = std::string_view;

constexpr std::uint64_t kMillion = 1'000'000;
/// Ten minutes: more is a cut.
constexpr std::uint64_t kLongestDelayNs = 600'000'000'000;
constexpr std::size_t kMostRules = 64;

/// Only those that travel between members.
bool readType(JsonFields& fields, JsonValue value, std::optional<raft::MessageType>& type) {
    std::string name;
    if (!fields.read(value, name)) {
        return false;
    }
    for (auto number = static_cast<std::uint8_t>(raft::MessageType::Prop);
         number <= static_cast<std::uint8_t>(raft::MessageType::PreVoteResp); ++number) {
        if (name == raft::toString(static_cast<raft::MessageType>(number))) {
            type = static_cast<raft::MessageType>(number);
            return true;
        }
    }
    return fields.fail(
        "no messages of such a type travel between nodes: name MsgApp, MsgVote, "
        "MsgHeartbeat, ...");
}

template <class Number>
bool readUpTo(JsonFields& fields, Name name, JsonValue value, std::uint64_t most, Number& out) {
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

bool unknownField(JsonFields& fields) {
    return fields.fail("there is a field that does not exist; network/api/README.md lists them");
}

bool readRule(JsonFields& fields, JsonValue value, observe::LinkRule& rule) {
    observe::LinkCondition& condition = rule.condition;
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "type") {
            return readType(fields, member, rule.type);
        }
        if (name == "lossMillionths") {
            return readUpTo(fields, name, member, kMillion, condition.lossMillionths);
        }
        if (name == "duplicateMillionths") {
            return readUpTo(fields, name, member, kMillion, condition.duplicateMillionths);
        }
        if (name == "reorderMillionths") {
            return readUpTo(fields, name, member, kMillion, condition.reorderMillionths);
        }
        if (name == "minDelayNs") {
            return readUpTo(fields, name, member, kLongestDelayNs, condition.minDelayNs);
        }
        if (name == "maxDelayNs") {
            return readUpTo(fields, name, member, kLongestDelayNs, condition.maxDelayNs);
        }
        return unknownField(fields);
    });
}

bool readPeer(JsonFields& fields, JsonValue value, raft::NodeId& peer) {
    std::uint64_t number = 0;
    const bool isRead = fields.read(value, number);
    peer = raft::NodeId(number);
    return isRead;
}

bool readLinkFault(JsonFields& fields, Name name, JsonValue member, LinkFaultRequest& request) {
    if (name == "peer") {
        return readPeer(fields, member, request.peer);
    }
    if (name == "direction") {
        std::size_t direction = 2;
        const bool isRead = fields.readEnum(member, "direction", {"to", "from", "both"}, direction);
        request.direction =
            direction == 2
                ? std::nullopt
                : std::optional(direction == 0 ? LinkDirection::ToPeer : LinkDirection::FromPeer);
        return isRead;
    }
    if (name == "cut") {
        return fields.read(member, request.cut.emplace());
    }
    if (name == "rules") {
        return readRules(fields, member, request.rules.emplace());
    }
    if (name == "forMs") {
        return fields.read(member, request.forMs.emplace());
    }
    return unknownField(fields);
}

/// Reads the members of a body with `read(fields, name, value)`. A fault is nothing to be guessed:
/// what nobody knows is refused here.
template <class Read>
BadRequest readBody(JsonDocument& document, std::string_view body, const Read& read) {
    const Result<std::size_t> parsed = document.parse(body);
    if (!parsed) {
        return {parsed.error().message};
    }
    JsonFields fields(document);
    const bool isRead = fields.message(
        document.root(), [&](Name name, JsonValue member) { return read(fields, name, member); });
    return {isRead ? std::string() : fields.reason()};
}

/// One number, which must be there.
template <class Number>
Decoded<Number> decodeNumber(JsonDocument& document, std::string_view body, Name wanted) {
    std::uint64_t number = 0;
    const BadRequest bad =
        readBody(document, body, [&](JsonFields& fields, Name name, JsonValue member) {
            return name == wanted
                       ? readUpTo(fields, name, member, std::numeric_limits<Number>::max(), number)
                       : unknownField(fields);
        });
    if (!bad.reason.empty()) {
        return bad;
    }
    if (number == 0) {
        return BadRequest{std::string(wanted) + " is missing, or 0"};
    }
    return static_cast<Number>(number);
}

/// Whatever it is, 0 too.
void writeNumber(JsonWriter& json, Name name, std::uint64_t value) {
    json.members('"' + std::string(name) + "\":" + std::to_string(value));
}

}  // namespace

Decoded<LinkFaultRequest> decodeLinkFault(JsonDocument& document, std::string_view body) {
    LinkFaultRequest request;
    BadRequest bad = readBody(document, body, [&](JsonFields& fields, Name name, JsonValue member) {
        return readLinkFault(fields, name, member, request);
    });
    if (!bad.reason.empty()) {
        return bad;
    }
    if (!raft::isMemberId(request.peer)) {
        return BadRequest{"peer is missing: give the id of another member"};
    }
    if (!request.cut && !request.rules) {
        return BadRequest{"give cut (true or false), or rules (a list, empty for a good link)"};
    }
    return request;
}

Decoded<std::uint32_t> decodeElectionTimeout(JsonDocument& document, std::string_view body) {
    return decodeNumber<std::uint32_t>(document, body, "ticks");
}

Decoded<std::uint64_t> decodePause(JsonDocument& document, std::string_view body) {
    return decodeNumber<std::uint64_t>(document, body, "forMs");
}

std::string_view nameOf(LinkDirection direction) {
    return direction == LinkDirection::ToPeer ? "to" : "from";
}

void writeRules(JsonWriter& json, const std::vector<observe::LinkRule>& rules) {
    json.beginArray("rules");
    for (const observe::LinkRule& rule : rules) {
        const observe::LinkCondition& condition = rule.condition;
        json.beginElement();
        if (rule.type) {
            json.text("type", raft::toString(*rule.type));
        }
        json.smallNumber("lossMillionths", condition.lossMillionths);
        json.smallNumber("duplicateMillionths", condition.duplicateMillionths);
        json.smallNumber("reorderMillionths", condition.reorderMillionths);
        json.number("minDelayNs", condition.minDelayNs);
        json.number("maxDelayNs", condition.maxDelayNs);
        json.endObject();
    }
    json.endArray();
}

bool readRules(JsonFields& fields, JsonValue value, std::vector<observe::LinkRule>& rules) {
    rules.clear();
    return fields.list(value, [&](JsonValue element) {
        if (rules.size() == kMostRules) {
            return fields.fail("a link has at most " + std::to_string(kMostRules) + " rules");
        }
        return readRule(fields, element, rules.emplace_back());
    });
}

void writeFault(JsonWriter& json, const ArmedFault& fault) {
    json.number("peer", fault.peer.value());
    if (fault.kind == ArmedFault::Kind::Cut) {
        json.text("direction", nameOf(fault.direction));
        json.flag("cut", true);
    } else {
        writeRules(json, fault.rules);
    }
    if (fault.leftMs) {
        writeNumber(json, "leftMs", *fault.leftMs);
    }
}

bool readFault(JsonFields& fields, JsonValue value, ArmedFault& fault) {
    fault.kind = ArmedFault::Kind::Cut;
    return fields.message(value, [&](Name name, JsonValue member) {
        if (name == "peer") {
            return readPeer(fields, member, fault.peer);
        }
        if (name == "direction") {
            return fields.read(member, "direction", {"to", "from"}, fault.direction);
        }
        if (name == "rules") {
            fault.kind = ArmedFault::Kind::Rules;
            return readRules(fields, member, fault.rules);
        }
        return name == "leftMs" ? fields.read(member, fault.leftMs.emplace()) : true;
    });
}

}  // namespace quorate::network
