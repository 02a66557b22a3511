// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/observe/event.h"
#include "engine/observe/log_state.h"
#include "engine/observe/moment.h"
#include "engine/observe/peer_progress.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/state.h"
#include "engine/raft/types.h"

namespace quorate::observe {

enum class NodeCondition : std::uint8_t {
    Unknown,  ///< nothing was heard of its start
    Up,
    Paused,
    Down,
    Failed,
    Unreachable,  ///< who watches it from elsewhere does not see it: this is the last that was
                  ///< known
};

/// A vote that a candidate has counted.
struct CountedVote {
    raft::NodeId voter;
    bool granted{false};
    friend bool operator==(const CountedVote&, const CountedVote&) = default;
};

/// The election timer: it runs out `timeoutTicks` of the node's ticks after `since`.
struct ElectionTimer {
    Moment since;
    std::uint32_t timeoutTicks{0};
    friend bool operator==(const ElectionTimer&, const ElectionTimer&) = default;
};

/// A piece of work on entries, under way.
struct EntryWork {
    raft::Index first;
    raft::Index last;
    std::uint64_t bytes{0};
    Moment since;
    friend bool operator==(const EntryWork&, const EntryWork&) = default;
};

/// What the runtime around the core is about.
struct RuntimeState {
    std::uint64_t queuedProposals{0};  ///< not completed yet
    std::uint64_t queuedReads{0};      ///< not answered yet
    std::optional<EntryWork> logWrite;
    std::optional<EntryWork> apply;
    std::optional<raft::EntryId> snapshotBeingMade;
    raft::EntryId snapshot;    ///< the latest one on stable storage
    raft::Index storeApplied;  ///< what the state machine has in its store
    std::uint64_t storeRevision{0};
    std::uint64_t stateHash{0};
    friend bool operator==(const RuntimeState&, const RuntimeState&) = default;
};

/// One node at one moment.
struct NodeState {
    raft::NodeId id;
    NodeCondition condition{NodeCondition::Unknown};
    std::uint64_t incarnation{0};
    std::string failure;
    CoreSettings settings;

    raft::Term term;
    raft::NodeId vote;
    raft::Role role{raft::Role::Follower};
    raft::NodeId lead;
    LogState log;
    raft::ConfState configuration;
    ElectionTimer electionTimer;

    /// Of a running election, in the order in which they came in.
    std::vector<CountedVote> votes;

    // Of a leader only.
    /// In order of id.
    std::vector<PeerProgress> progress;
    raft::NodeId leadTransferee;
    raft::Index pendingConfIndex;

    RuntimeState runtime;

    [[nodiscard]] PeerProgress* findProgress(raft::NodeId peer) noexcept;
    [[nodiscard]] const PeerProgress* findProgress(raft::NodeId peer) const noexcept;

    friend bool operator==(const NodeState&, const NodeState&) = default;
};

/// The members of a configuration, voters of either half and learners, sorted.
std::vector<raft::NodeId> membersOf(const raft::ConfState& configuration);

}  // namespace quorate::observe
