// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "engine/observe/chunk.h"
#include "engine/observe/moment.h"
#include "engine/observe/recorder.h"

namespace quorate::network {

/// The latest events of a recorder, up to so many bytes: what all readers of a node have together.
/// Each of them only remembers how far it is.
class ObserveBacklog {
public:
    ObserveBacklog(std::size_t maxBytes, std::uint64_t firstSequence)
        : m_maxBytes(maxBytes), m_first(firstSequence), m_next(firstSequence) {}

    /// Takes in what a recorder has published, and lets go of the oldest.
    void add(const observe::Published& published);
    /// Lets go of everything.
    void clear();

    /// The oldest event that is there has this sequence, and the one that comes next that one.
    [[nodiscard]] std::uint64_t first() const noexcept { return m_first; }
    [[nodiscard]] std::uint64_t next() const noexcept { return m_next; }
    /// What comes next happens then or later.
    [[nodiscard]] observe::Moment through() const noexcept { return m_through; }
    [[nodiscard]] std::size_t heldBytes() const noexcept { return m_heldBytes; }

    struct Place {
        observe::Chunk chunk;
        std::size_t place{0};
    };
    /// Where an event lies with what follows it; nothing where it is not there.
    [[nodiscard]] std::optional<Place> find(std::uint64_t sequence) const;

private:
    const std::size_t m_maxBytes;
    std::deque<observe::Chunk> m_chunks;
    std::uint64_t m_first;
    std::uint64_t m_next;
    observe::Moment m_through;
    std::size_t m_heldBytes{0};
};

}  // namespace quorate::network
