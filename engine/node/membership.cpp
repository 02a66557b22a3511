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

/// Without directories, and with them.
constexpr std::uint8_t kPlainVersion = 1;
constexpr std::uint8_t kVersion = 2;
/// An id and the length of its address, or the number of its directory.
constexpr std::size_t kMinItemSize = 2;

void write(WireWriter& writer, const MemberAddresses& addresses) {
    writer.varint(addresses.size());
    for (const auto& [id, address] : addresses) {
        writer.varint(id.value());
        writer.bytes(address);
    }
}

void write(WireWriter& writer, const MemberDirectories& directories) {
    if (!directories.empty()) {
        writer.varint(directories.size());
        for (const auto& [id, directory] : directories) {
            writer.varint(id.value());
            writer.varint(directory);
        }
    }
}

std::uint8_t versionFor(const MemberDirectories& directories) {
    return directories.empty() ? kPlainVersion : kVersion;
}

/// `read` takes one value.
template <class Value, class Read>
std::map<raft::NodeId, Value> readList(WireReader& reader, const Read& read) {
    const std::size_t count = reader.count(kMinItemSize, "there are more members than bytes");
    std::map<raft::NodeId, Value> list;
    for (std::size_t i = 0; i < count && !reader.hasFailed(); ++i) {
        const raft::NodeId id(reader.varint());
        if (!list.empty() && id <= list.rbegin()->first) {
            reader.fail("the members are not in their order");
        }
        list[id] = read();
    }
    return list;
}

MemberDetails readDetails(WireReader& reader, std::uint8_t version) {
    MemberDetails details;
    details.addresses =
        readList<std::string>(reader, [&reader] { return reader.bytes().toString(); });
    if (version == kVersion) {
        details.directories =
            readList<std::uint64_t>(reader, [&reader] { return reader.varint(); });
        if (details.directories.empty()) {
            reader.fail("no directories have another form");
        }
    }
    return details;
}

std::uint8_t readVersion(WireReader& reader) {
    const std::uint8_t version = reader.byte();
    if (version != kPlainVersion && version != kVersion) {
        reader.fail("the version of the members is not known");
    }
    return version;
}

Result<void> checkMembers(const Membership& membership) {
    const auto stranger = [&membership](const auto& list) {
        const auto found = std::find_if(list.begin(), list.end(), [&](const auto& item) {
            return !isMember(membership.confState, item.first);
        });
        return found == list.end() ? raft::kNoNode : found->first;
    };
    for (const raft::NodeId id :
         {stranger(membership.addresses), stranger(membership.directories)}) {
        if (id != raft::kNoNode) {
            return Error(ErrorCode::Malformed, "there is an address or a directory of " +
                                                   toString(id) + ", which is no member");
        }
    }
    return {};
}

}  // namespace

bool isMember(const raft::ConfState& members, raft::NodeId node) {
    const auto has = [node](const std::vector<raft::NodeId>& ids) {
        return std::find(ids.begin(), ids.end(), node) != ids.end();
    };
    return has(members.voters) || has(members.votersOutgoing) || has(members.learners) ||
           has(members.learnersNext);
}

MemberDirectories bound(MemberDirectories before, const raft::ConfState& changed,
                        const MemberDirectories& brought) {
    for (const auto& [id, directory] : brought) {
        std::uint64_t& known = before[id];
        known = known == 0 ? directory : known;
    }
    std::erase_if(before, [&changed](const auto& item) { return !isMember(changed, item.first); });
    return before;
}

Membership Membership::after(const raft::ConfState& changed, const Bytes& context) const {
    Membership next{changed, addresses, directories};
    if (auto brought = MemberDetails::decode(context)) {
        for (auto& [id, address] : brought->addresses) {
            next.addresses[id] = std::move(address);
        }
        next.directories = bound(std::move(next.directories), changed, brought->directories);
    } else {
        next.directories = bound(std::move(next.directories), changed, {});
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
    writer.byte(versionFor(directories));
    writer.bytes(state);
    write(writer, addresses);
    write(writer, directories);
    return Bytes::copyOf(bytes);
}

Result<Membership> Membership::decode(const Bytes& bytes) {
    WireReader reader(bytes);
    const std::uint8_t version = readVersion(reader);
    const Bytes state = reader.bytes();
    MemberDetails details = readDetails(reader, version);
    if (auto read = reader.finish(); !read) {
        return read.error();
    }
    auto confState = raft::decodeConfState(state);
    if (!confState) {
        return confState.error();
    }
    Membership membership{std::move(*confState), std::move(details.addresses),
                          std::move(details.directories)};
    if (auto checked = checkMembers(membership); !checked) {
        return checked.error();
    }
    return membership;
}

Bytes MemberDetails::encode() const {
    if (addresses.empty() && directories.empty()) {
        return {};
    }
    std::string bytes;
    WireWriter writer(bytes);
    writer.byte(versionFor(directories));
    write(writer, addresses);
    write(writer, directories);
    return Bytes::copyOf(bytes);
}

Result<MemberDetails> MemberDetails::decode(const Bytes& context) {
    if (context.empty()) {
        return MemberDetails();
    }
    WireReader reader(context);
    const std::uint8_t version = readVersion(reader);
    MemberDetails details = readDetails(reader, version);
    if (details.addresses.empty() && details.directories.empty()) {
        reader.fail("no addresses have another form");
    }
    if (auto read = reader.finish(); !read) {
        return read.error();
    }
    return details;
}

}  // namespace quorate::node
