// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/observe/event_source.h"
#include "engine/observe/moment.h"
#include "engine/observe/recording_block.h"
#include "engine/raft/event_id.h"

namespace quorate::observe {

/// Which chunk of a recording holds what: by number, by moment and by id, each by binary search.
///
///     chunks are numbered from 0, and their events without a gap
///     moments do not decrease from one chunk to the next, nor the sequences of one source
class ChunkIndex {
public:
    struct Entry {
        std::uint64_t firstNumber{0};
        std::uint32_t count{0};
        Moment firstMoment;
        Moment lastMoment;
    };

    /// Corrupted where the chunk does not follow the last one.
    Result<void> add(const Entry& entry, const std::vector<SourceRange>& sources);

    [[nodiscard]] std::size_t size() const noexcept { return m_entries.size(); }
    [[nodiscard]] const Entry& operator[](std::size_t chunk) const { return m_entries[chunk]; }
    /// How many events there are in all of them.
    [[nodiscard]] std::uint64_t eventCount() const noexcept {
        return m_entries.empty() ? 0 : m_entries.back().firstNumber + m_entries.back().count;
    }

    /// The chunk of an event below eventCount().
    [[nodiscard]] std::size_t chunkOf(std::uint64_t number) const;
    /// The last chunk that begins at `moment` or before; nothing where none does.
    [[nodiscard]] std::optional<std::size_t> lastBeginningBy(Moment moment) const;
    /// The only chunk that can hold this event.
    [[nodiscard]] std::optional<std::size_t> chunkOf(raft::EventId id) const;
    /// For every source, the sequence of its latest event.
    [[nodiscard]] std::vector<SourceRange> latest() const;

private:
    struct Source {
        SourceId id;
        struct Place {
            std::uint64_t firstSequence{0};
            std::size_t chunk{0};
        };
        std::vector<Place> places;
        std::uint64_t lastSequence{0};
    };

    std::vector<Entry> m_entries;
    /// In order of id.
    std::vector<Source> m_sources;
};

}  // namespace quorate::observe
