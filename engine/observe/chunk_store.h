// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/observe/block_scanner.h"
#include "engine/observe/chunk.h"
#include "engine/observe/chunk_index.h"

namespace quorate::observe {

/// The whole chunks of a recording: each in memory, or in a file from which it is read when it is
/// asked for. Of the latter the most recently used are kept.
///
/// Belongs to one executor, reading included.
class ChunkStore {
public:
    explicit ChunkStore(std::size_t cachedChunks) : m_cachedChunks(cachedChunks) {}

    [[nodiscard]] const ChunkIndex& index() const noexcept { return m_index; }

    /// A chunk that stays in memory.
    Result<void> add(const ChunkIndex::Entry& entry, const std::vector<SourceRange>& sources,
                     Chunk chunk);
    /// A chunk in `file`, which must outlive the store. Corrupted where it does not follow.
    Result<void> add(const RecordingFile& file, const BlockPlace& place);

    /// Corrupted, or an error of the file.
    [[nodiscard]] Result<Chunk> chunk(std::size_t number) const;
    /// How many are in memory.
    [[nodiscard]] std::size_t chunksInMemory() const noexcept {
        return m_inMemory + m_cache.size();
    }

private:
    struct Place {
        std::optional<Chunk> chunk;
        const RecordingFile* file{nullptr};
        BlockPlace block;
    };

    std::size_t m_cachedChunks;
    ChunkIndex m_index;
    std::vector<Place> m_places;
    std::size_t m_inMemory{0};
    /// The latest first.
    mutable std::deque<std::pair<std::size_t, Chunk>> m_cache;
};

}  // namespace quorate::observe
