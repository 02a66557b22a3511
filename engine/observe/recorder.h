// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/observe/chunk.h"
#include "engine/observe/chunk_writer.h"
#include "engine/observe/event_source.h"
#include "engine/observe/field_writer.h"
#include "engine/observe/observer.h"

namespace quorate::observe {

/// What a Recorder has taken since it was last asked: whole chunks, and what there is of the one
/// that is being filled. A value, to be handed to the executor of the Recording.
struct Published {
    SourceId source;
    /// In order. The first one may begin with events that were published before: a chunk is shown
    /// as often as it has grown.
    std::vector<Chunk> chunks;
    /// What this source will ever publish beyond these happens at this moment or later.
    Moment through;
};

/// Takes events on the executor on which they happen: encodes them into memory of its own, and
/// does nothing else. It never waits and never calls anybody; it allocates when a chunk is full,
/// and when something is longer than anything before.
///
/// Belongs to one executor. Where a whole cluster runs on one (the Stage), one Recorder serves all
/// nodes. Where each node has a thread, each has a Recorder with a source of its own, and the
/// host of the threads passes on what publish() returns: a few times a second the node's thread
/// calls it and gives the value away through whatever the host has for that (a queue of one
/// producer and one consumer, a queued call). The chunks in it are shared memory that is not
/// written any more, up to the sizes that the value itself holds, so the hand-over is all the
/// synchronization there is, and events in between cost nothing. If nobody takes it for a while,
/// nothing is lost: the next publish() has it all.
class Recorder final : public Observer {
public:
    /// `firstSequence` is what the source counts its events from: 1, or more where a former life of
    /// it has named events already.
    explicit Recorder(SourceId source = SourceId(), const ChunkLimits& limits = {},
                      std::uint64_t firstSequence = 1)
        : m_source(source), m_limits(limits), m_nextSequence(firstSequence) {}

    /// A moment before that of the last event counts as that one: a recorder's time never goes
    /// back.
    raft::EventId observe(const Event& event) override;

    /// Hands over what is new at `now`.
    [[nodiscard]] Published publish(Moment now);

    /// Events that were taken and not yet published.
    [[nodiscard]] std::uint64_t unpublishedCount() const noexcept {
        return m_nextSequence - m_firstUnpublished;
    }

private:
    void startChunk(std::size_t bodyBytes);

    const SourceId m_source;
    const ChunkLimits m_limits;
    std::uint64_t m_nextSequence;
    std::uint64_t m_firstUnpublished{m_nextSequence};
    Moment m_last;
    FieldWriter m_fields;
    std::optional<ChunkWriter> m_open;
    std::vector<Chunk> m_full;
};

}  // namespace quorate::observe
