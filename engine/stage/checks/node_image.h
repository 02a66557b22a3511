// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/raft/quorum.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

namespace quorate::stage {

/// Appends on their way from a leader to one member.
struct PeerWindow {
    raft::NodeId peer;
    bool isReplicating{false};
    std::vector<raft::Index> inflight;  ///< the last entry of each
};

/// What the checks keep in mind of a node, as its events tell it.
struct NodeImage {
    // Of its life.
    std::uint64_t incarnation{0};
    bool isStarting{false};  ///< its frame comes next
    bool isDown{false};

    // Of its core.
    raft::Role role{raft::Role::Follower};
    raft::EntryId last;  ///< of its log, which names all of it
    raft::Index before;  ///< compacted up to there
    raft::Index committed;
    raft::Index applied;
    raft::JointConfig voters;
    std::vector<raft::NodeId> granted;  ///< who voted for it in its campaign
    std::vector<PeerWindow> peers;
    /// Configuration changes in its log that are not applied.
    std::vector<raft::Index> confChanges;
    /// Of the content of its log from the beginning on, where that is known.
    bool hasContentSum{false};
    std::uint64_t contentSum{0};

    // Of its runtime.
    struct Read {
        std::uint64_t read{0};  ///< the node's own number
        std::size_t number{0};  ///< that of ReadLinearizability
    };
    std::vector<Read> reads;
    std::uint64_t pendingProposals{0};
    std::uint64_t pendingReads{0};

    // Of its disk.
    bool isDiskKnown{false};
    raft::HardState stored;
    raft::EntryId storedLast;
    /// The log on the disk may be another one from here on: something that replaces it was written
    /// and is not certain yet.
    raft::Index replacedFrom{raft::kInfiniteIndex};
};

}  // namespace quorate::stage
