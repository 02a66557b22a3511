// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/kv/response.h"
#include "engine/node/proposal_id.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/types.h"

namespace quorate::node {

/// A committed entry as the state machine gets it.
struct CommittedCommand {
    raft::EntryId entry;
    /// Nothing for entries that nobody proposed: a new leader's, or one that leaves a joint
    /// configuration.
    std::optional<ProposalId> proposal;
    Bytes command;
    /// The configuration from this entry on, where it changes it.
    std::optional<raft::ConfState> configuration;
};

/// Entries to be applied as one atomic batch, which also holds the applied index and term, the
/// configuration and the proposals seen.
struct ApplyBatch {
    /// Names the batch in its completion; grows.
    std::uint64_t number{0};
    std::vector<CommittedCommand> commands;
};

/// What became of one command of a batch, in the batch's order.
struct CommandResult {
    kv::Response response;
    /// The proposal had been applied before; this entry changed nothing.
    bool isDuplicate{false};
};

/// What became of a batch.
struct ApplyReport {
    std::vector<CommandResult> results;
    /// The store's revision after it.
    std::int64_t revision{0};
    /// A hash of everything applied so far, the same on every node at the same index.
    std::uint64_t stateHash{0};
};

/// Where committed entries go. apply() returns at once; the work runs beside the node, one batch at
/// a time, and ends with exactly one Node::applied().
class StateMachine {
public:
    StateMachine() = default;
    StateMachine(const StateMachine&) = delete;
    StateMachine& operator=(const StateMachine&) = delete;
    virtual ~StateMachine() = default;

    virtual void apply(ApplyBatch batch) = 0;
    /// All that was applied is to be on stable storage; ends with Node::stateSynced(). Asked only
    /// of a node that releases its log without snapshots (NodeConfig::releaseEntries).
    virtual void sync() {}
    /// Whether a proposal of this name was applied, or is too old to tell: by the last batch whose
    /// end the node was told, or a later one. Answered at once.
    [[nodiscard]] virtual bool hasSeen(const ProposalId& proposal) const = 0;
};

}  // namespace quorate::node
