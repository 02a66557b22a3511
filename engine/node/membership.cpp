// SPDX-License-Identifier: Apache-2.0
#include "engine/node/membership.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/base/wire.h"
#include "engine/raft/codec.h"

namespace quorate::node {

namespace {

constexpr std::uint8_t kVersion = 1;
/// An id and the length of its address.
constexpr std::size_t kMinAddressSize = 2;

bool isMember(const raft::ConfState& state, raft::NodeId id) {
    const auto has = [id](const std::vector<raft::NodeId>& ids) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    };
    return has(state.voters) || has(state.votersOutgoing) || has(state.learners) ||
           has(state.learnersNext);
}

void write(WireWriter& writer, const MemberAddresses& addresses) {
    writer.varint(addresses.size());
    for (const auto& [id, address] : addresses) {
        writer.varint(id.value());
        writer.bytes(address);
    }
}

MemberAddresses readAddresses(WireReader& reader) {
    const std::size_t count = reader.count(kMinAddressSize, "there are more addresses than bytes");
    MemberAddresses addresses;
    for (std::size_t i = 0; i < count && !reader.hasFailed(); ++i) {
        const raft::NodeId id(reader.varint());
        if (!addresses.empty() && id <= addresses.rbegin()->first) {
            reader.fail("the addresses are not in the order of their members");
        }
        addresses[id] = reader.bytes().toString();
    }
    return addresses;
}

void readVersion(WireReader& reader) {
    if (reader.byte() != kVersion) {
        reader.fail("the version of the members is not known");
    }
}

}  // namespace

Membership Membership::after(const raft::ConfState& changed, const Bytes& context) const {
    Membership next{changed, addresses};
    if (auto brought = decodeAddresses(context)) {
        for (auto& [id, address] : *brought) {
            next.addresses[id] = std::move(address);
        }
    }
    std::erase_if(next.addresses,
                  [&changed](const auto& entry) { return !isMember(changed, entry.first); });
    return next;
}

Bytes Membership::encode() const {
    std::string state;
    raft::encode(confState, state);
    std::string bytes;
    WireWriter writer(bytes);
    writer.byte(kVersion);
    writer.bytes(state);
    write(writer, addresses);
    return Bytes::copyOf(bytes);
}

Result<Membership> Membership::decode(const Bytes& bytes) {
    WireReader reader(bytes);
    readVersion(reader);
    const Bytes state = reader.bytes();
    Membership membership;
    membership.addresses = readAddresses(reader);
    if (auto read = reader.finish(); !read) {
        return read.error();
    }
    auto confState = raft::decodeConfState(state);
    if (!confState) {
        return confState.error();
    }
    membership.confState = std::move(*confState);
    for (const auto& [id, address] : membership.addresses) {
        if (!isMember(membership.confState, id)) {
            return Error(ErrorCode::Malformed,
                         "there is an address of " + toString(id) + ", which is no member");
        }
    }
    return membership;
}

Bytes encodeAddresses(const MemberAddresses& addresses) {
    if (addresses.empty()) {
        return {};
    }
    std::string bytes;
    WireWriter writer(bytes);
    writer.byte(kVersion);
    write(writer, addresses);
    return Bytes::copyOf(bytes);
}

Result<MemberAddresses> decodeAddresses(const Bytes& context) {
    if (context.empty()) {
        return MemberAddresses();
    }
    WireReader reader(context);
    readVersion(reader);
    MemberAddresses addresses = readAddresses(reader);
    if (addresses.empty()) {
        reader.fail("no addresses have another form");
    }
    if (auto read = reader.finish(); !read) {
        return read.error();
    }
    return addresses;
}

}  // namespace quorate::node
