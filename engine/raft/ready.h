// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/raft/entry.h"
#include "engine/raft/message.h"
#include "engine/raft/read_queue.h"
#include "engine/raft/snapshot.h"
#include "engine/raft/state.h"

namespace quorate::raft {

/// What a core wants done, in this order (without asynchronous storage writes):
///
///  1. write `hardState`, `entries` and `snapshot` to stable storage, and sync if `mustSync` or if
///     there is a snapshot;
///  2. send `messages`;
///  3. install `snapshot`, apply `committedEntries`;
///  4. call RawNode::advance().
///
/// Answers and votes among the messages must not leave before 1 is done; a leader's appends may.
///
/// With asynchronous storage writes `messages` also holds one message to each storage thread that
/// has something to do; all else in the Ready is then there to be looked at only. The responses of
/// a storage message are delivered when its work is done, and only then. Work goes to each thread
/// in the order of the Readys. Vote requests rest on the append of their Ready as well, see
/// holdVoteRequests().
struct Ready {
    /// Where it changed.
    std::optional<SoftState> softState;
    /// Where it changed.
    std::optional<HardState> hardState;
    std::vector<ReadState> readStates;
    Entries entries;
    std::shared_ptr<const Snapshot> snapshot;
    Entries committedEntries;
    std::vector<Message> messages;
    bool mustSync{false};

    /// Empties it and keeps its memory.
    void clear();
};

/// With asynchronous storage writes: makes the vote requests of a Ready responses of its storage
/// append, so that they leave when term, vote and log of the candidate are on stable storage.
///
/// A candidate that asked earlier could be elected, send entries, crash before its own disk knows
/// of any of it, campaign in the same term again, and be elected twice in one term; or be elected
/// on late votes that were given to the log it had before. Pre-votes promise nothing and need not
/// wait.
void holdVoteRequests(Ready& ready);

}  // namespace quorate::raft
