// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/chunk_index.h"

#include <algorithm>
#include <iterator>

namespace quorate::observe {

Result<void> ChunkIndex::add(const Entry& entry, const std::vector<SourceRange>& sources) {
    if (entry.firstNumber != eventCount() ||
        (!m_entries.empty() && entry.firstMoment < m_entries.back().lastMoment)) {
        return Error(ErrorCode::Corrupted, "the block with event number " +
                                               std::to_string(entry.firstNumber) +
                                               " does not follow the one before it");
    }
    for (const SourceRange& range : sources) {
        auto source =
            std::lower_bound(m_sources.begin(), m_sources.end(), range.source,
                             [](const Source& a, SourceId wanted) { return a.id < wanted; });
        if (source == m_sources.end() || source->id != range.source) {
            source = m_sources.insert(source, Source{range.source, {}, 0});
        }
        if (range.firstSequence > source->lastSequence) {
            source->places.push_back({range.firstSequence, m_entries.size()});
            source->lastSequence = std::max(range.firstSequence, range.lastSequence);
        }
    }
    m_entries.push_back(entry);
    return {};
}

std::size_t ChunkIndex::chunkOf(std::uint64_t number) const {
    const auto behind = std::upper_bound(
        m_entries.begin(), m_entries.end(), number,
        [](std::uint64_t wanted, const Entry& entry) { return wanted < entry.firstNumber; });
    return static_cast<std::size_t>(std::prev(behind) - m_entries.begin());
}

std::optional<std::size_t> ChunkIndex::lastBeginningBy(Moment moment) const {
    const auto behind = std::upper_bound(
        m_entries.begin(), m_entries.end(), moment,
        [](Moment wanted, const Entry& entry) { return wanted < entry.firstMoment; });
    if (behind == m_entries.begin()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(std::prev(behind) - m_entries.begin());
}

std::optional<std::size_t> ChunkIndex::chunkOf(raft::EventId id) const {
    const auto source = std::find_if(m_sources.begin(), m_sources.end(),
                                     [id](const Source& s) { return s.id == sourceOf(id); });
    if (source == m_sources.end()) {
        return std::nullopt;
    }
    const auto behind =
        std::upper_bound(source->places.begin(), source->places.end(), sequenceOf(id),
                         [](std::uint64_t wanted, const Source::Place& place) {
                             return wanted < place.firstSequence;
                         });
    if (behind == source->places.begin() || sequenceOf(id) > source->lastSequence) {
        return std::nullopt;
    }
    return std::prev(behind)->chunk;
}

std::vector<SourceRange> ChunkIndex::latest() const {
    std::vector<SourceRange> ranges;
    for (const Source& source : m_sources) {
        ranges.push_back({source.id, source.places.front().firstSequence, source.lastSequence});
    }
    return ranges;
}

}  // namespace quorate::observe
