// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/observe/moment.h"
#include "engine/raft/event_id.h"
#include "engine/raft/message.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

/// A node from the inside: what its core handed out, and how far the disk, the peers and the state
/// machine have come with it. Together with NodeState, which has the log.
namespace quorate::observe {

/// Entries that a message carries, or that were appended at once. Index 0 stands for none.
struct EntryRange {
    raft::Index first;
    raft::EntryId last;
    friend bool operator==(const EntryRange&, const EntryRange&) = default;
};

/// A Ready and what has become of it. Moments of 0 have not come.
struct ReadyInWork {
    std::uint64_t number{0};  ///< of this life, counted from 1
    Moment taken;
    raft::Index firstEntry;  ///< 0 without entries
    raft::Index lastEntry;
    raft::Index firstCommitted;  ///< 0 without committed entries
    raft::Index lastCommitted;
    raft::Index snapshot;        ///< 0 without one
    std::uint64_t messages{0};   ///< to peers, and one to each storage thread
    std::uint64_t bytes{0};      ///< payload of the entries
    std::uint64_t responses{0};  ///< what waits for its write
    bool hasHardState{false};
    bool mustSync{false};
    bool needsWrite{false};
    Moment writeStarted;
    Moment syncStarted;  ///< 0 too where a disk does not tell the two apart
    Moment written;
    Moment applyStarted;
    Moment applied;

    /// What it asked for is done, but for messages that transports still have.
    [[nodiscard]] bool isDone() const noexcept {
        return (!needsWrite || written != Moment()) &&
               (lastCommitted == raft::Index(0) || applied != Moment());
    }
    friend bool operator==(const ReadyInWork&, const ReadyInWork&) = default;
};

/// A message to a peer that the core has made and the transport does not have yet.
struct WaitingMessage {
    raft::EventId sent;  ///< the event that made it, by which it is known on its way too
    raft::MessageType type{raft::MessageType::Hup};
    raft::NodeId to;
    raft::Term term;
    raft::Index index;
    bool reject{false};
    bool isHeld{false};      ///< until the append that it depends on is durable
    std::uint64_t ready{0};  ///< that it came with; 0 as long as none was taken
    EntryRange entries;
    Moment since;
    friend bool operator==(const WaitingMessage&, const WaitingMessage&) = default;
};

/// Entries that were appended to the unstable log at once, as far as they are not stable.
struct UnstableBatch {
    raft::Index first;
    raft::Index last;
    std::uint64_t bytes{0};  ///< of payload; more than there is where a part was cut off
    Moment since;
    friend bool operator==(const UnstableBatch&, const UnstableBatch&) = default;
};

/// How long a piece of work takes here: the average of those seen, in which late ones weigh more.
struct UsualTime {
    std::uint64_t nanoseconds{0};
    std::uint64_t count{0};

    void add(std::uint64_t taken) noexcept;
    friend bool operator==(const UsualTime&, const UsualTime&) = default;
};

struct PipelineState {
    /// Those that are not done, oldest first, or the last one. Bounded.
    std::vector<ReadyInWork> readies;
    std::uint64_t readyCount{0};  ///< of this life
    /// The last Ready that the running write of the log has in it; 0 while none runs.
    std::uint64_t writing{0};
    /// In the order in which they were made. Bounded.
    std::vector<WaitingMessage> waiting;
    std::vector<UnstableBatch> unstable;

    /// What is certainly on stable storage.
    raft::HardState durable;
    raft::EntryId durableLast;
    std::uint64_t bytesWritten{0};  ///< to the log, in this life
    std::uint64_t writes{0};
    std::uint64_t syncs{0};

    std::uint64_t sent{0};  ///< messages, in this life
    std::uint64_t received{0};

    Moment snapshotSince;  ///< of the one being made or installed; 0 while none is
    std::uint64_t snapshotBytes{0};
    raft::NodeId snapshotFrom;  ///< nobody for one of its own
    UsualTime writeTime;
    UsualTime syncTime;
    UsualTime applyTime;
    UsualTime snapshotTime;

    friend bool operator==(const PipelineState&, const PipelineState&) = default;
};

}  // namespace quorate::observe
