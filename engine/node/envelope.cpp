// SPDX-License-Identifier: Apache-2.0
#include "engine/node/envelope.h"

#include <string>

#include "engine/base/wire.h"

namespace quorate::node {

namespace {

constexpr char kInvalidChange = 1;
constexpr char kNotNow = 2;
constexpr std::size_t kMaxHeaderSize = 1 + 3 * 10;

}  // namespace

Bytes Envelope::encode() const {
    std::string bytes;
    bytes.reserve(kMaxHeaderSize + command.size());
    WireWriter writer(bytes);
    writer.byte(static_cast<std::uint8_t>(form));
    writer.varint(id.node.value());
    writer.varint(id.incarnation);
    writer.varint(id.sequence);
    bytes.append(command.view());
    return Bytes::copyOf(bytes);
}

Result<Envelope> Envelope::decode(const Bytes& data) {
    WireReader reader(data);
    const auto form = static_cast<Form>(reader.byte());
    if (form != Form::Command && form != Form::Refusal && form != Form::Promotion) {
        reader.fail("the form of the envelope is not known");
    }
    Envelope envelope;
    envelope.form = form;
    envelope.id.node = raft::NodeId(reader.varint());
    envelope.id.incarnation = reader.varint();
    envelope.id.sequence = reader.varint();
    if (auto read = reader.status(); !read) {
        return read.error();
    }
    envelope.command = data.slice(reader.offset(), data.size());
    return envelope;
}

Bytes encodeRefusal(const Error& reason) {
    const char code = reason.code == ErrorCode::InvalidConfChange ? kInvalidChange : kNotNow;
    return Bytes::copyOf(code + reason.message);
}

Error decodeRefusal(const Bytes& command) {
    const bool isInvalid = !command.empty() && command.view().front() == kInvalidChange;
    return {isInvalid ? ErrorCode::InvalidConfChange : ErrorCode::FailedPrecondition,
            std::string(command.view().substr(command.empty() ? 0 : 1))};
}

}  // namespace quorate::node
