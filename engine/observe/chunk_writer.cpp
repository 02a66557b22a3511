// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/chunk_writer.h"

#include <algorithm>
#include <cstring>

namespace quorate::observe {

ChunkWriter::ChunkWriter(const ChunkLimits& limits, std::size_t bodyBytes)
    : m_recordCapacity(std::max<std::size_t>(limits.records, 1)),
      m_blobCapacity(std::max(limits.blobBytes, bodyBytes + kLongBodyPrefix)),
      m_memory(std::make_shared_for_overwrite<char[]>(
          kMaxNodes * kNodeSize + m_recordCapacity * kRecordSize + m_blobCapacity)),
      m_records(m_memory.get() + kMaxNodes * kNodeSize),
      m_blobs(m_records + m_recordCapacity * kRecordSize) {}

std::size_t ChunkWriter::placeOf(raft::NodeId node) noexcept {
    const auto isAt = [&](std::size_t place) {
        return loadLittleEndian<std::uint64_t>(m_memory.get() + place * kNodeSize) == node.value();
    };
    // Events come in bursts of one node.
    if (m_lastPlace < m_nodeCount && isAt(m_lastPlace)) {
        return m_lastPlace;
    }
    std::size_t place = 0;
    while (place < m_nodeCount && !isAt(place)) {
        ++place;
    }
    m_lastPlace = place;
    return place;
}

bool ChunkWriter::fits(raft::NodeId node, std::size_t bodyBytes) noexcept {
    return m_recordCount < m_recordCapacity &&
           bodyBytes + kLongBodyPrefix <= m_blobCapacity - m_blobBytes && placeOf(node) < kMaxNodes;
}

void ChunkWriter::append(Record record, raft::NodeId node, std::string_view body) noexcept {
    const std::size_t place = placeOf(node);
    if (place == m_nodeCount) {
        storeLittleEndian(m_memory.get() + place * kNodeSize, node.value());
        ++m_nodeCount;
    }
    record.node = static_cast<std::uint8_t>(place);
    record.offset = static_cast<std::uint32_t>(m_blobBytes);
    if (body.size() >= kLongBody) {
        record.size = kLongBody;
        storeLittleEndian(m_blobs + m_blobBytes, static_cast<std::uint32_t>(body.size()));
        m_blobBytes += kLongBodyPrefix;
    } else {
        record.size = static_cast<std::uint16_t>(body.size());
    }
    if (!body.empty()) {
        std::memcpy(m_blobs + m_blobBytes, body.data(), body.size());
    }
    m_blobBytes += body.size();
    storeRecord(m_records + m_recordCount * kRecordSize, record);
    ++m_recordCount;
}

Chunk ChunkWriter::chunk() const {
    return {m_memory,
            {{m_memory.get(), m_nodeCount * kNodeSize},
             {m_records, m_recordCount * kRecordSize},
             {m_blobs, m_blobBytes}}};
}

}  // namespace quorate::observe
