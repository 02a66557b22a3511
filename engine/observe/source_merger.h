// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <tuple>
#include <vector>

#include "engine/observe/chunk.h"
#include "engine/observe/event_source.h"
#include "engine/observe/recorder.h"

namespace quorate::observe {

/// Brings the events of several sources into one order: by moment, and within a moment by id. What
/// that order is depends on the events alone, not on when they were published.
///
/// An event is let through as soon as no source can publish an earlier one. A source counts from
/// its first publication on, until it has ended: publish each once, though it is empty, before
/// the first of them has anything to tell. The sequences of a source have no gaps within a chunk.
class SourceMerger {
public:
    void add(const Published& published);
    /// Nothing more comes from it.
    void end(SourceId source);

    /// Calls take(chunk, place) for every event whose turn has come.
    template <class Take>
    void takeReady(const Take& take) {
        takeUpTo(horizon(), take);
    }
    /// The same for all that is there, in whatever order the rest may come.
    template <class Take>
    void takeAll(const Take& take) {
        takeUpTo(std::nullopt, take);
    }

    /// No source that goes on can publish anything earlier; 0 without one.
    [[nodiscard]] Moment through() const;

    /// Events of a source that were let through: its next one has this sequence. 1 at first.
    [[nodiscard]] std::uint64_t nextSequence(SourceId source) const noexcept;
    /// What came before was taken elsewhere.
    void skipTo(SourceId source, std::uint64_t sequence);

private:
    struct Source {
        SourceId id;
        std::deque<Chunk> chunks;
        std::uint64_t nextSequence{1};
        Moment through;
        bool hasPublished{false};
        bool hasEnded{false};
    };
    struct Key {
        Moment moment;
        raft::EventId id;
        friend auto operator<=>(const Key&, const Key&) = default;
    };

    Source& source(SourceId id);
    /// Events before this moment may pass; nothing where all may.
    [[nodiscard]] std::optional<Moment> horizon() const;
    /// The place of the source's next event in its first chunk, or nothing.
    static std::optional<std::size_t> nextPlace(Source& source);
    [[nodiscard]] static Key keyAt(const Source& source, std::size_t place) {
        const Record record = source.chunks.front().record(place);
        return {record.moment, record.id};
    }

    template <class Take>
    void takeUpTo(std::optional<Moment> horizon, const Take& take) {
        for (;;) {
            // The source whose turn it is, and where another one's turn comes.
            Source* best = nullptr;
            std::size_t place = 0;
            Key first;
            std::optional<Key> bound;
            for (Source& candidate : m_sources) {
                const auto next = nextPlace(candidate);
                if (!next) {
                    continue;
                }
                const Key key = keyAt(candidate, *next);
                if (best == nullptr || key < first) {
                    bound = best != nullptr ? std::optional<Key>(first) : std::nullopt;
                    best = &candidate;
                    place = *next;
                    first = key;
                } else if (!bound || key < *bound) {
                    bound = key;
                }
            }
            if (best == nullptr || (horizon && first.moment >= *horizon)) {
                return;
            }
            const Chunk chunk = best->chunks.front();
            const std::uint64_t chunkBegin = sequenceOf(chunk.record(0).id);
            for (; place < chunk.size(); ++place) {
                const Key key = keyAt(*best, place);
                if ((bound && key > *bound) || (horizon && key.moment >= *horizon)) {
                    break;
                }
                take(chunk, place);
                best->nextSequence = chunkBegin + place + 1;
            }
        }
    }

    /// In order of id.
    std::vector<Source> m_sources;
};

}  // namespace quorate::observe
