// SPDX-License-Identifier: Apache-2.0
#include "network/api/fault_messages.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "engine/raft/describe.h"

namespace quorate::network {

namespace {

using Name = std::string_view;
using DiskKind = stage::DiskFault::Kind;

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

struct NamedKind {
    DiskKind kind;
    Name name;
};
constexpr std::array kDiskKinds{
    NamedKind{DiskKind::Slow, "slow"}, NamedKind{DiskKind::ReadsFail, "readsFail"},
    NamedKind{DiskKind::WritesFail, "writesFail"}, NamedKind{DiskKind::SyncsFail, "syncsFail"},
    NamedKind{DiskKind::Full, "full"}};

}  // namespace

std::string_view nameOf(LinkDirection direction) {
    return direction == LinkDirection::ToPeer ? "to" : "from";
}

std::string_view nameOf(DiskKind kind) {
    for (const NamedKind& each : kDiskKinds) {
        if (each.kind == kind) {
            return each.name;
        }
    }
    return {};
}

bool readDiskKind(JsonFields& fields, JsonValue value, DiskKind& kind) {
    std::string name;
    if (!fields.read(value, name)) {
        return false;
    }
    for (const NamedKind& each : kDiskKinds) {
        if (each.name == name) {
            kind = each.kind;
            return true;
        }
    }
    return fields.fail(
        "the disk of a running node cannot be made to do so: give slow, readsFail, writesFail, "
        "syncsFail or full");
}

bool readPeer(JsonFields& fields, JsonValue value, raft::NodeId& peer) {
    std::uint64_t number = 0;
    const bool isRead = fields.read(value, number);
    peer = raft::NodeId(number);
    return isRead;
}

bool unknownField(JsonFields& fields) {
    return fields.fail("there is a field that does not exist; network/api/README.md lists them");
}

void writeNumber(JsonWriter& json, Name name, std::uint64_t value) {
    json.members('"' + std::string(name) + "\":" + std::to_string(value));
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
    switch (fault.kind) {
    case ArmedFault::Kind::Cut:
        json.number("peer", fault.peer.value());
        json.text("direction", nameOf(fault.direction));
        json.flag("cut", true);
        break;
    case ArmedFault::Kind::Rules:
        json.number("peer", fault.peer.value());
        writeRules(json, fault.rules);
        break;
    case ArmedFault::Kind::Disk:
        json.text("disk", nameOf(fault.disk.kind));
        writeNumber(json, "amount", fault.disk.amount);
        break;
    }
    if (fault.leftMs) {
        writeNumber(json, "leftMs", *fault.leftMs);
    }
    if (!fault.owner.empty()) {
        json.text("while", fault.owner);
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
        if (name == "disk") {
            fault.kind = ArmedFault::Kind::Disk;
            return readDiskKind(fields, member, fault.disk.kind);
        }
        if (name == "amount") {
            return fields.read(member, fault.disk.amount);
        }
        if (name == "while") {
            return fields.read(member, fault.owner);
        }
        return name == "leftMs" ? fields.read(member, fault.leftMs.emplace()) : true;
    });
}

void writeOwner(JsonWriter& json, const FaultOwner& owner) {
    json.text("owner", owner.name);
    writeNumber(json, "leftMs", owner.leftMs);
}

}  // namespace quorate::network
