// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/chunk_store.h"

#include <algorithm>

namespace quorate::observe {

Result<void> ChunkStore::add(const ChunkIndex::Entry& entry,
                             const std::vector<SourceRange>& sources, Chunk chunk) {
    if (auto added = m_index.add(entry, sources); !added) {
        return added;
    }
    m_places.push_back({std::move(chunk), nullptr, {}});
    ++m_inMemory;
    return {};
}

Result<void> ChunkStore::add(const RecordingFile& file, const BlockPlace& place) {
    const BlockHeader& header = place.header;
    if (auto added = m_index.add(
            {header.firstNumber, header.recordCount, header.firstMoment, header.lastMoment},
            header.sources);
        !added) {
        return added;
    }
    m_places.push_back({std::nullopt, &file, place});
    m_places.back().block.header.sources = {};  // the index has them
    return {};
}

Result<Chunk> ChunkStore::chunk(std::size_t number) const {
    const Place& place = m_places[number];
    if (place.chunk) {
        return *place.chunk;
    }
    const auto cached = std::find_if(m_cache.begin(), m_cache.end(),
                                     [number](const auto& known) { return known.first == number; });
    if (cached != m_cache.end()) {
        std::rotate(m_cache.begin(), cached, cached + 1);
        return m_cache.front().second;
    }
    const auto content = readContent(*place.file, place.block);
    if (!content) {
        return content.error();
    }
    m_cache.emplace_front(number, toChunk(place.block.header, *content));
    if (m_cache.size() > m_cachedChunks) {
        m_cache.pop_back();
    }
    return m_cache.front().second;
}

}  // namespace quorate::observe
