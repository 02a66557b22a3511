// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/result.h"
#include "engine/observe/block_scanner.h"
#include "engine/observe/chunk_store.h"
#include "engine/observe/chunk_writer.h"
#include "engine/observe/cluster_state.h"
#include "engine/observe/event.h"
#include "engine/observe/key_frames.h"
#include "engine/observe/recorder.h"
#include "engine/observe/recording_file.h"
#include "engine/observe/source_merger.h"

namespace quorate::observe {

struct RecordingOptions {
    ChunkLimits chunk;
    /// A key frame is made at the first end of a chunk after so many events. A state is at most
    /// about so many events of replay away.
    std::uint64_t keyFrameEvents{16384};
    /// Kept in memory of those that are in the file.
    std::size_t cachedChunks{64};
    std::size_t cachedKeyFrames{64};
};

/// All that happened, in one order (by moment, then by id), and the state of everything at any
/// moment of it. Events are numbered from 0 in that order.
///
/// Without a file all of it stays in memory. With one, whole chunks and key frames go to the file,
/// and only the latest used stay, so that memory grows by about a tenth of a byte an event. The
/// same file can be open in other recordings, to read; they see what flush() and full chunks have
/// put there.
///
/// Belongs to one executor, reading included (it keeps what was used last). What is returned are
/// values, for anybody. An error of a read says which events cannot be had; the rest still can.
class Recording {
public:
    enum class Mode : std::uint8_t { Read, Append };

    /// In memory.
    explicit Recording(const RecordingOptions& options = {});
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
    ~Recording() = default;

    /// In `file`, which must be empty (FailedPrecondition) and outlive the recording.
    static Result<std::unique_ptr<Recording>> create(RecordingFile& file,
                                                     const RecordingOptions& options = {});
    /// What `file` holds. Malformed, FailedPrecondition for another version, errors of the file.
    /// A torn or damaged end is told by tailDamage(); with Mode::Append it is cut off.
    static Result<std::unique_ptr<Recording>> open(RecordingFile& file, Mode mode,
                                                   const RecordingOptions& options = {});

    // --- growing

    /// Takes in what a Recorder has published. The error is that of the file: it is told once, and
    /// from then on the recording goes on in memory. Corrupted for what no Recorder can have
    /// published: such events are left out of the state, or out altogether if they have no bounds.
    Result<void> append(const Published& published);
    /// Nothing more comes from this source, so nobody need wait for it.
    Result<void> endSource(SourceId source);
    /// Takes in all that waits for other sources, puts it all into the file, and syncs that.
    Result<void> flush();
    /// The same without what waits: sources go on, and their order is not known yet.
    Result<void> sync();
    /// With Mode::Read: what was appended to the file since. The number of new events.
    Result<std::uint64_t> refresh();
    /// No source that goes on will tell of anything earlier; 0 without one.
    [[nodiscard]] Moment through() const { return m_merger.through(); }
    /// What a Recorder for this source counts from, so that no event has the id of another one.
    [[nodiscard]] std::uint64_t nextSequence(SourceId source) const noexcept {
        return m_merger.nextSequence(source);
    }
    /// Writes all of it to another file, which must be empty.
    Result<void> saveTo(RecordingFile& file) const;

    // --- what is in it

    [[nodiscard]] std::uint64_t size() const noexcept {
        return m_store.index().eventCount() + (m_open ? m_open->size() : 0);
    }
    /// Of the first and of the last event; 0 without any.
    [[nodiscard]] Moment firstMoment() const;
    [[nodiscard]] Moment lastMoment() const noexcept { return m_lastMoment; }

    /// OutOfRange from size() on; Corrupted.
    [[nodiscard]] Result<RecordedEvent> event(std::uint64_t number) const;
    /// How many events happened at `moment` or before. Corrupted.
    [[nodiscard]] Result<std::uint64_t> countUpTo(Moment moment) const;
    /// The number of an event. NotFound, Corrupted.
    [[nodiscard]] Result<std::uint64_t> numberOf(raft::EventId id) const;

    /// The state after the latest event.
    [[nodiscard]] const ClusterState& latestState() const noexcept { return m_state; }
    /// The state after the first `count` events. OutOfRange, Corrupted.
    [[nodiscard]] Result<ClusterState> stateAfter(std::uint64_t count) const;
    /// After all that happened at `moment` or before.
    [[nodiscard]] Result<ClusterState> stateAt(Moment moment) const;
    /// Right after an event. NotFound.
    [[nodiscard]] Result<ClusterState> stateAt(raft::EventId id) const;

    /// The event, its cause, the cause of that, and so on: at most `limit`. It ends at an event
    /// without a cause, or whose cause was not recorded. NotFound for the first one.
    [[nodiscard]] Result<std::vector<RecordedEvent>> chainOfCauses(raft::EventId id,
                                                                   std::size_t limit = 1000) const;

    // --- its file

    /// What was at the end of the file when it was read last, and is no whole block.
    [[nodiscard]] const std::optional<Error>& tailDamage() const noexcept { return m_tailDamage; }
    /// Why nothing is written to the file any more.
    [[nodiscard]] const std::optional<Error>& fileFailure() const noexcept { return m_fileFailure; }
    [[nodiscard]] std::size_t chunksInMemory() const noexcept { return m_store.chunksInMemory(); }
    [[nodiscard]] std::size_t keyFramesInMemory() const noexcept {
        return m_keyFrames.framesInMemory();
    }

private:
    struct StateAfter {
        std::uint64_t count{0};
        ClusterState state;
    };

    void take(const Chunk& from, std::size_t place);
    void closeChunk();
    void addKeyFrame();
    /// Appends a block, and tells where; nothing without a file, or from its failure on.
    std::optional<BlockPlace> write(const std::string& block);
    /// The error that occurred since then, if one did.
    Result<void> errorSince(bool hadFailed);
    Result<void> scan();
    Result<void> adopt(const BlockPlace& place);
    Result<void> catchUp();

    /// Calls visit(event) for the events numbered [from, to).
    template <class Visit>
    Result<void> replay(std::uint64_t from, std::uint64_t to, const Visit& visit) const;
    [[nodiscard]] Result<Chunk> chunkWith(std::uint64_t number, std::uint64_t& firstNumber) const;

    const RecordingOptions m_options;
    RecordingFile* m_file{nullptr};
    std::optional<BlockScanner> m_scanner;
    std::optional<Error> m_tailDamage;
    std::optional<Error> m_fileFailure;
    std::optional<Error> m_strangeEvent;
    std::uint64_t m_fileSize{0};

    SourceMerger m_merger;
    ChunkStore m_store;
    KeyFrames m_keyFrames;
    std::optional<ChunkWriter> m_open;
    std::vector<SourceRange> m_openSources;
    Moment m_lastMoment;
    ClusterState m_state;
    /// What was asked for last, since the next question is mostly about what follows.
    mutable std::optional<StateAfter> m_cursor;
};

}  // namespace quorate::observe
