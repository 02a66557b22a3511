// SPDX-License-Identifier: Apache-2.0
// What a recording answers.
#include <algorithm>
#include <utility>

#include "engine/observe/recording.h"

namespace quorate::observe {

namespace {

/// How many records of a chunk happened at `moment` or before.
std::size_t countWithin(const Chunk& chunk, Moment moment) {
    std::size_t low = 0;
    std::size_t high = chunk.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (chunk.record(middle).moment <= moment) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

std::optional<std::size_t> placeWithin(const Chunk& chunk, raft::EventId id) {
    // With one source the ids are consecutive.
    const std::uint64_t guess = id.value() - chunk.record(0).id.value();
    if (guess < chunk.size() && chunk.record(static_cast<std::size_t>(guess)).id == id) {
        return static_cast<std::size_t>(guess);
    }
    for (std::size_t place = 0; place < chunk.size(); ++place) {
        if (chunk.record(place).id == id) {
            return place;
        }
    }
    return std::nullopt;
}

Error beyondTheEnd(std::uint64_t number, std::uint64_t size) {
    return {ErrorCode::OutOfRange, "event number " + std::to_string(number) +
                                       " lies beyond the end of the recording at " +
                                       std::to_string(size)};
}

}  // namespace

Moment Recording::firstMoment() const {
    const ChunkIndex& index = m_store.index();
    if (index.size() > 0) {
        return index[0].firstMoment;
    }
    return m_open && m_open->size() > 0 ? m_open->chunk().record(0).moment : Moment();
}

Result<Chunk> Recording::chunkWith(std::uint64_t number, std::uint64_t& firstNumber) const {
    const ChunkIndex& index = m_store.index();
    if (number >= index.eventCount()) {
        firstNumber = index.eventCount();
        return m_open->chunk();
    }
    const std::size_t chunk = index.chunkOf(number);
    firstNumber = index[chunk].firstNumber;
    return m_store.chunk(chunk);
}

Result<RecordedEvent> Recording::event(std::uint64_t number) const {
    if (number >= size()) {
        return beyondTheEnd(number, size());
    }
    std::uint64_t firstNumber = 0;
    const auto chunk = chunkWith(number, firstNumber);
    if (!chunk) {
        return chunk.error();
    }
    return chunk->event(static_cast<std::size_t>(number - firstNumber));
}

Result<std::uint64_t> Recording::countUpTo(Moment moment) const {
    const ChunkIndex& index = m_store.index();
    if (m_open && m_open->size() > 0) {
        const Chunk open = m_open->chunk();
        if (open.record(0).moment <= moment) {
            return index.eventCount() + countWithin(open, moment);
        }
    }
    const auto chunk = index.lastBeginningBy(moment);
    if (!chunk) {
        return std::uint64_t{0};
    }
    const ChunkIndex::Entry& entry = index[*chunk];
    if (entry.lastMoment <= moment) {
        return entry.firstNumber + entry.count;
    }
    const auto records = m_store.chunk(*chunk);
    if (!records) {
        return records.error();
    }
    return entry.firstNumber + countWithin(*records, moment);
}

Result<std::uint64_t> Recording::numberOf(raft::EventId id) const {
    const ChunkIndex& index = m_store.index();
    const bool mayBeOpen =
        std::any_of(m_openSources.begin(), m_openSources.end(), [id](const SourceRange& range) {
            return range.source == sourceOf(id) && range.firstSequence <= sequenceOf(id);
        });
    if (mayBeOpen) {
        if (const auto place = placeWithin(m_open->chunk(), id)) {
            return index.eventCount() + *place;
        }
    } else if (const auto chunk = index.chunkOf(id)) {
        const auto records = m_store.chunk(*chunk);
        if (!records) {
            return records.error();
        }
        if (const auto place = placeWithin(*records, id)) {
            return index[*chunk].firstNumber + *place;
        }
    }
    return Error(ErrorCode::NotFound,
                 "event " + std::to_string(id.value()) + " is not in the recording");
}

template <class Visit>
Result<void> Recording::replay(std::uint64_t from, std::uint64_t to, const Visit& visit) const {
    while (from < to) {
        std::uint64_t firstNumber = 0;
        const auto chunk = chunkWith(from, firstNumber);
        if (!chunk) {
            return chunk.error();
        }
        const std::uint64_t end = std::min(to, firstNumber + chunk->size());
        if (end <= from) {
            return Error(ErrorCode::Corrupted, "a chunk is shorter than was announced");
        }
        for (; from < end; ++from) {
            const auto recorded = chunk->event(static_cast<std::size_t>(from - firstNumber));
            if (!recorded) {
                return recorded.error();
            }
            visit(*recorded);
        }
    }
    return {};
}

Result<ClusterState> Recording::stateAfter(std::uint64_t count) const {
    if (count > size()) {
        return beyondTheEnd(count, size());
    }
    const std::uint64_t nearest = m_keyFrames.nearest(count);
    const bool isCursorNearer = m_cursor && m_cursor->count <= count && m_cursor->count >= nearest;
    if (!isCursorNearer) {
        auto loaded = m_keyFrames.load(count);
        if (!loaded) {
            return loaded;
        }
        m_cursor = StateAfter{nearest, std::move(*loaded)};
    }
    StateAfter at = std::move(*m_cursor);
    m_cursor.reset();
    if (auto replayed = replay(
            at.count, count,
            [&at](const RecordedEvent& recorded) { at.state.apply(recorded.id, recorded.event); });
        !replayed) {
        return replayed.error();
    }
    at.count = count;
    m_cursor = std::move(at);
    return m_cursor->state;
}

Result<ClusterState> Recording::stateAt(Moment moment) const {
    const auto count = countUpTo(moment);
    if (!count) {
        return count.error();
    }
    return stateAfter(*count);
}

Result<ClusterState> Recording::stateAt(raft::EventId id) const {
    const auto number = numberOf(id);
    if (!number) {
        return number.error();
    }
    return stateAfter(*number + 1);
}

Result<std::vector<RecordedEvent>> Recording::chainOfCauses(raft::EventId id,
                                                            std::size_t limit) const {
    std::vector<RecordedEvent> chain;
    while (id != raft::kNoEvent && chain.size() < limit) {
        const auto number = numberOf(id);
        if (!number) {
            if (chain.empty() || number.error().code != ErrorCode::NotFound) {
                return number.error();
            }
            break;
        }
        auto recorded = event(*number);
        if (!recorded) {
            return recorded.error();
        }
        id = recorded->event.cause;
        chain.push_back(std::move(*recorded));
    }
    return chain;
}

}  // namespace quorate::observe
