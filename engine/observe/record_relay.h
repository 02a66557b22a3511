// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/observe/chunk_writer.h"
#include "engine/observe/recorder.h"

namespace quorate::observe {

/// Publishes here what a Recorder in another process has recorded, under the names that it gave.
///
/// Whoever puts several sources into one order waits for the slowest. One in another process may
/// be silent for long (it hangs, its link stands), so a promise can be made on its behalf: what
/// comes in spite of it counts as of the moment of the promise. Belongs to one executor.
class RecordRelay {
public:
    /// Takes events from `firstSequence` on.
    RecordRelay(SourceId source, std::uint64_t firstSequence, const ChunkLimits& limits = {})
        : m_source(source), m_limits(limits), m_nextSequence(firstSequence) {}

    /// Takes one record with its body. False, and nothing is taken, for one of another source or
    /// one that came before: the reader of a stream that was resumed sees some twice.
    bool add(Record record, raft::NodeId node, std::string_view body);
    /// Hands over what is new. Nothing that comes later will have happened before `through`.
    [[nodiscard]] Published publish(Moment through);

    /// What comes next has this sequence, or a later one.
    [[nodiscard]] std::uint64_t nextSequence() const noexcept { return m_nextSequence; }
    /// Of the last promise and all events.
    [[nodiscard]] Moment through() const noexcept { return m_last; }

private:
    const SourceId m_source;
    const ChunkLimits m_limits;
    std::uint64_t m_nextSequence;
    Moment m_last;
    bool m_isGrown{false};  ///< the open chunk, since it was published
    std::optional<ChunkWriter> m_open;
    std::vector<Chunk> m_full;
};

}  // namespace quorate::observe
