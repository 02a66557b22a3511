// SPDX-License-Identifier: Apache-2.0
#include "engine/node/envelope.h"

#include "engine/base/wire.h"

namespace quorate::node {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kMaxHeaderSize = 1 + 3 * 10;

}  // namespace

Bytes Envelope::encode() const {
    std::string bytes;
    bytes.reserve(kMaxHeaderSize + command.size());
    WireWriter writer(bytes);
    writer.byte(kVersion);
    writer.varint(id.node.value());
    writer.varint(id.incarnation);
    writer.varint(id.sequence);
    bytes.append(command.view());
    return Bytes::copyOf(bytes);
}

Result<Envelope> Envelope::decode(const Bytes& data) {
    WireReader reader(data);
    if (reader.byte() != kVersion) {
        reader.fail("the version of the envelope is not known");
    }
    Envelope envelope;
    envelope.id.node = raft::NodeId(reader.varint());
    envelope.id.incarnation = reader.varint();
    envelope.id.sequence = reader.varint();
    if (auto read = reader.status(); !read) {
        return read.error();
    }
    envelope.command = data.slice(reader.offset(), data.size());
    return envelope;
}

}  // namespace quorate::node
