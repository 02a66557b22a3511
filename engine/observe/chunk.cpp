// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/chunk.h"

#include "engine/observe/event_codec.h"

namespace quorate::observe {

namespace {

constexpr std::size_t kNodeSize = 8;

Error corrupted(const Record& record, const char* what) {
    return {ErrorCode::Corrupted, "event " + std::to_string(record.id.value()) + ": " + what};
}

}  // namespace

Result<raft::NodeId> Chunk::node(const Record& record) const {
    const std::size_t at = record.node * kNodeSize;
    if (at + kNodeSize > m_parts.nodes.size()) {
        return corrupted(record, "its node is not in the chunk's table");
    }
    return raft::NodeId(loadLittleEndian<std::uint64_t>(m_parts.nodes.data() + at));
}

Result<std::string_view> Chunk::body(const Record& record) const {
    std::uint64_t offset = record.offset;
    std::uint64_t size = record.size;
    const std::string_view blobs = m_parts.blobs;
    if (record.size == kLongBody) {
        if (offset + kLongBodyPrefix > blobs.size()) {
            return corrupted(record, "its body lies beyond the end of the chunk");
        }
        size = loadLittleEndian<std::uint32_t>(blobs.data() + offset);
        offset += kLongBodyPrefix;
    }
    if (offset + size > blobs.size()) {
        return corrupted(record, "its body lies beyond the end of the chunk");
    }
    return blobs.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
}

Result<RecordedEvent> Chunk::event(std::size_t place) const {
    const Record fixed = record(place);
    const auto about = node(fixed);
    if (!about) {
        return about.error();
    }
    const auto bytes = body(fixed);
    if (!bytes) {
        return bytes.error();
    }
    RecordedEvent recorded;
    recorded.id = fixed.id;
    recorded.event.moment = fixed.moment;
    recorded.event.node = *about;
    recorded.event.cause = fixed.cause;
    if (auto decoded = decodeBody(fixed.kind, *bytes, recorded.event); !decoded) {
        return Error(decoded.error().code,
                     "event " + std::to_string(fixed.id.value()) + ": " + decoded.error().message);
    }
    return recorded;
}

}  // namespace quorate::observe
