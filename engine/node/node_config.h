// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/result.h"
#include "engine/kv/proposal_ids.h"
#include "engine/raft/config.h"

namespace quorate::node {

/// The parameters of a node. Times are in ticks, sizes in bytes.
struct NodeConfig {
    /// Of the core. `applied` and `asyncStorageWrites` are set by the node.
    raft::Config raft;
    /// Different at every start of the node, for ever: proposals are named by it.
    std::uint64_t incarnation{1};
    /// NodeIdentity::directory. 0 where its host vouches that no member ever loses its disk: then
    /// nobody asks where a member speaks from.
    std::uint64_t directory{0};

    /// A proposal without an outcome by then is reported as unknown.
    std::uint32_t proposalTimeoutTicks{50};
    /// A read that cannot be confirmed by then is refused.
    std::uint32_t readTimeoutTicks{50};
    /// A read index that nobody answers is asked for again.
    std::uint32_t readRetryTicks{10};

    /// Beyond these, requests are refused as Busy. Proposals also while the oldest one without an
    /// outcome is kv::kProposalWindow proposals old: those behind it would make it too old to be
    /// told from a duplicate.
    std::size_t maxPendingProposals{kv::kProposalWindow};
    std::uint64_t maxPendingProposalBytes{64UL * 1024 * 1024};
    std::size_t maxPendingReads{65536};
    /// Rounds of read indexes at a time; what comes meanwhile gathers for the next one.
    std::size_t maxReadRounds{4};
    /// Entries that are applied as one batch.
    std::size_t maxApplyEntries{4096};

    /// A snapshot is taken when so much was applied since the last one.
    std::uint64_t snapshotEntries{10'000};
    std::uint64_t snapshotBytes{64UL * 1024 * 1024};
    /// Entries before a snapshot that stay in the log for followers that lag behind.
    std::uint64_t catchUpEntries{5'000};
    /// The log is released without a snapshot, too: in memory when so much more was applied, on the
    /// disk behind what the state has durably; 0: it is not. Snapshots are then for members that
    /// need one, and snapshotEntries may be out of reach.
    std::uint64_t releaseEntries{0};
    std::uint64_t releaseBytes{16UL * 1024 * 1024};
    /// Then the state is made durable when so much more was applied, or releaseBytes of it. What it
    /// had not durably is applied again after a crash.
    std::uint64_t syncEntries{20'000};
    /// What members lack that are heard of stays in the log, but for more than so many entries.
    std::uint64_t maxLagEntries{100'000};
    /// A snapshot that could not be saved is not tried again before so long.
    std::uint32_t snapshotRetryTicks{50};
    /// A learner may be promoted when it lacks at most so many entries.
    std::uint64_t promotionLag{100};

    /// How long a tick is, for observers only.
    std::uint64_t tickNs{100'000'000};
};

/// InvalidArgument, naming the field, for what cannot work.
Result<void> validate(const NodeConfig& config);

}  // namespace quorate::node
