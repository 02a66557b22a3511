// SPDX-License-Identifier: Apache-2.0
#include "network/peer/greeting.h"

#include <algorithm>

#include "engine/base/wire.h"

namespace quorate::network {

namespace {

bool isControl(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::string readText(WireReader& reader, std::size_t limit) {
    const Bytes text = reader.bytes();
    const std::string_view view = text.view();
    if (view.size() > limit || std::any_of(view.begin(), view.end(), isControl)) {
        reader.fail("a name is too long or no text");
        return {};
    }
    return std::string(view);
}

Error refused(const std::string& why) {
    return {ErrorCode::FailedPrecondition, why};
}

}  // namespace

Greeting greetingOf(const LocalPeer& self, raft::NodeId to) {
    return {self.cluster, self.node, to, self.directory, self.name, self.clientUrl};
}

void encode(const Greeting& greeting, std::string& out) {
    WireWriter writer(out);
    writer.varint(greeting.cluster);
    writer.varint(greeting.from.value());
    writer.varint(greeting.to.value());
    writer.varint(greeting.directory);
    writer.bytes(std::string_view(greeting.name).substr(0, kMaxNameBytes));
    writer.bytes(std::string_view(greeting.clientUrl).substr(0, kMaxUrlBytes));
}

Result<Greeting> decodeGreeting(const Bytes& body) {
    WireReader reader(body);
    Greeting greeting;
    greeting.cluster = reader.varint();
    greeting.from = raft::NodeId(reader.varint());
    greeting.to = raft::NodeId(reader.varint());
    greeting.directory = reader.varint();
    greeting.name = readText(reader, kMaxNameBytes);
    greeting.clientUrl = readText(reader, kMaxUrlBytes);
    if (auto finished = reader.finish(); !finished) {
        return finished.error();
    }
    return greeting;
}

void encode(const PeerStanding& standing, std::string& out) {
    WireWriter writer(out);
    writer.boolean(standing.isConfirmed);
    writer.boolean(standing.remembers);
}

Result<PeerStanding> decodeStanding(const Bytes& body) {
    WireReader reader(body);
    PeerStanding standing;
    standing.isConfirmed = reader.boolean();
    standing.remembers = reader.boolean();
    if (auto finished = reader.finish(); !finished) {
        return finished.error();
    }
    return standing;
}

void encodeReason(std::string_view reason, std::string& out) {
    WireWriter(out).bytes(reason.substr(0, kMaxReasonBytes));
}

Result<std::string> decodeReason(const Bytes& body) {
    WireReader reader(body);
    const Bytes text = reader.bytes();
    if (text.size() > kMaxReasonBytes) {
        reader.fail("a reason is too long");
    }
    if (auto finished = reader.finish(); !finished) {
        return finished.error();
    }
    std::string reason = text.toString();
    std::replace_if(reason.begin(), reason.end(), isControl, '?');
    return reason;
}

Result<void> checkGreeting(const Greeting& greeting, const LocalPeer& self) {
    if (greeting.cluster != self.cluster) {
        return refused("node " + toString(greeting.from) + " belongs to another cluster (" +
                       std::to_string(greeting.cluster) + ") than node " + toString(self.node) +
                       " (" + std::to_string(self.cluster) +
                       "): compare the addresses of the peers, and the data directories");
    }
    if (greeting.to != self.node) {
        return refused("node " + toString(greeting.from) + " means to speak to node " +
                       toString(greeting.to) + ", and this is node " + toString(self.node) +
                       ": correct the addresses of its peers");
    }
    if (!raft::isMemberId(greeting.from) || greeting.from == self.node) {
        return refused("a peer says that it is node " + toString(greeting.from) +
                       (greeting.from == self.node ? ", and so is this one: give each its own id"
                                                   : ", which no node is"));
    }
    return {};
}

Result<void> checkWelcome(const Greeting& greeting, const LocalPeer& self, raft::NodeId called) {
    if (auto checked = checkGreeting(greeting, self); !checked) {
        return checked;
    }
    if (greeting.from != called) {
        return refused("node " + toString(greeting.from) + " answers where node " +
                       toString(called) + " should: correct the addresses of the peers");
    }
    return {};
}

}  // namespace quorate::network
