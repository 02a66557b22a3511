// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/observe/chunk.h"
#include "engine/observe/record.h"
#include "engine/raft/types.h"

namespace quorate::observe {

/// How large chunks get.
struct ChunkLimits {
    std::size_t records{4096};
    std::size_t blobBytes{std::size_t{128} * 1024};
};

/// Fills one chunk. Its memory is allocated once and never moves, so chunk() can show what is there
/// while the rest is still being written.
///
/// Belongs to one executor; the chunks that it gives away do not.
class ChunkWriter {
public:
    /// With room for one body of `bodyBytes` at least.
    ChunkWriter(const ChunkLimits& limits, std::size_t bodyBytes);

    /// Whether there is room for another event.
    [[nodiscard]] bool fits(raft::NodeId node, std::size_t bodyBytes) noexcept;

    /// Appends it, where it fits. Of `record`, node, size and offset are set here.
    void append(Record record, raft::NodeId node, std::string_view body) noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return m_recordCount; }
    /// All that was appended so far.
    [[nodiscard]] Chunk chunk() const;

private:
    static constexpr std::size_t kMaxNodes = 256;
    static constexpr std::size_t kNodeSize = 8;

    /// Its place in the table, or behind the last one.
    [[nodiscard]] std::size_t placeOf(raft::NodeId node) noexcept;

    std::size_t m_recordCapacity;
    std::size_t m_blobCapacity;
    std::shared_ptr<char[]> m_memory;
    char* m_records;
    char* m_blobs;
    std::size_t m_nodeCount{0};
    std::size_t m_recordCount{0};
    std::size_t m_blobBytes{0};
    std::size_t m_lastPlace{0};
};

}  // namespace quorate::observe
