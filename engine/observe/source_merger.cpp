// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/source_merger.h"

#include <algorithm>

namespace quorate::observe {

SourceMerger::Source& SourceMerger::source(SourceId id) {
    auto place = std::lower_bound(m_sources.begin(), m_sources.end(), id,
                                  [](const Source& a, SourceId wanted) { return a.id < wanted; });
    if (place == m_sources.end() || place->id != id) {
        Source added;
        added.id = id;
        place = m_sources.insert(place, std::move(added));
    }
    return *place;
}

void SourceMerger::add(const Published& published) {
    Source& from = source(published.source);
    from.hasPublished = true;
    from.hasEnded = false;
    from.through = std::max(from.through, published.through);
    for (const Chunk& chunk : published.chunks) {
        if (chunk.empty() || sequenceOf(chunk.record(chunk.size() - 1).id) < from.nextSequence) {
            continue;
        }
        if (!from.chunks.empty() && from.chunks.back().record(0).id == chunk.record(0).id) {
            from.chunks.back() = chunk;  // the same one, grown
        } else {
            from.chunks.push_back(chunk);
        }
    }
}

void SourceMerger::end(SourceId id) {
    source(id).hasEnded = true;
}

std::uint64_t SourceMerger::nextSequence(SourceId id) const noexcept {
    const auto place = std::find_if(m_sources.begin(), m_sources.end(),
                                    [id](const Source& known) { return known.id == id; });
    return place != m_sources.end() ? place->nextSequence : 1;
}

void SourceMerger::skipTo(SourceId id, std::uint64_t sequence) {
    Source& skipped = source(id);
    skipped.nextSequence = std::max(skipped.nextSequence, sequence);
}

Moment SourceMerger::through() const {
    std::optional<Moment> earliest;
    for (const Source& known : m_sources) {
        if (known.hasPublished && !known.hasEnded) {
            earliest = earliest ? std::min(*earliest, known.through) : known.through;
        }
    }
    return earliest.value_or(Moment());
}

std::optional<Moment> SourceMerger::horizon() const {
    std::optional<Moment> horizon;
    std::size_t open = 0;
    for (const Source& known : m_sources) {
        if (known.hasPublished && !known.hasEnded) {
            ++open;
            horizon = horizon ? std::min(*horizon, known.through) : known.through;
        }
    }
    // One alone is in order already, also within its latest moment.
    const bool othersWait = std::any_of(m_sources.begin(), m_sources.end(), [](const Source& s) {
        return s.hasEnded && !s.chunks.empty();
    });
    return open == 0 || (open == 1 && !othersWait) ? std::nullopt : horizon;
}

std::optional<std::size_t> SourceMerger::nextPlace(Source& source) {
    while (!source.chunks.empty()) {
        const Chunk& chunk = source.chunks.front();
        const std::uint64_t first = sequenceOf(chunk.record(0).id);
        const std::uint64_t place = source.nextSequence > first ? source.nextSequence - first : 0;
        if (place < chunk.size()) {
            return static_cast<std::size_t>(place);
        }
        source.chunks.pop_front();
    }
    return std::nullopt;
}

}  // namespace quorate::observe
