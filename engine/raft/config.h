// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/raft/trace.h"
#include "engine/raft/types.h"

namespace quorate::raft {

struct Sabotage;

/// How a leader makes sure that it still is one before it answers a read (dissertation §6.4).
enum class ReadOnlyOption : std::uint8_t {
    Safe,        ///< a round of heartbeats to a quorum
    LeaseBased,  ///< for reads that ask for it, a lease, which trusts that clocks advance at about
                 ///< the same rate; needs checkQuorum
};

/// What happens when an invariant of ours breaks inside the core.
enum class OnBrokenInvariant : std::uint8_t {
    Latch,  ///< the core is failed from then on, and says why
    Throw,  ///< the InvariantViolation passes: for tests and fuzzers
};

/// The parameters of one core. Sizes are in bytes, times in ticks.
struct Config {
    NodeId id;

    /// A follower that hears nothing for a time drawn from [electionTicks, 2 * electionTicks - 1]
    /// campaigns (§5.2).
    std::uint32_t electionTicks{10};
    /// A leader sends heartbeats this often; less than electionTicks.
    std::uint32_t heartbeatTicks{1};
    /// Where election timeouts are drawn from.
    Random random{1};

    /// The last entry that the state machine has applied, for a restart. Entries up to there are
    /// not handed out again.
    Index applied;

    /// Storage work is handed out as messages and answered by messages, so that it can run beside
    /// the node. Otherwise each Ready is handled as a whole, followed by advance().
    bool asyncStorageWrites{false};

    /// Of the entries of one append; at least one entry is always sent.
    std::uint64_t maxMessageSize{1024 * 1024};
    /// Of the committed entries that are being applied at one time; 0 means maxMessageSize.
    std::uint64_t maxCommittedSizePerReady{0};
    /// Of the payloads that a leader appended and has not yet applied; beyond, proposals are
    /// refused.
    std::uint64_t maxUncommittedSize{kNoLimit};
    /// Appends in flight to one member.
    std::size_t maxInflightMessages{256};
    /// Of their payloads; not below maxMessageSize.
    std::uint64_t maxInflightBytes{kNoLimit};
    /// Reads that wait at the leader for its confirmation; beyond, they are refused.
    std::size_t maxPendingReads{65536};

    /// A leader steps down when it hears of no quorum for an election timeout, and members refuse
    /// votes while they hear a leader (dissertation §6.2 and §4.2.3).
    bool checkQuorum{false};
    /// Ask before campaigning (dissertation §9.6).
    bool preVote{false};
    ReadOnlyOption readOnlyOption{ReadOnlyOption::Safe};
    /// Followers refuse proposals instead of passing them on to the leader.
    bool disableProposalForwarding{false};
    /// Takes configuration changes as they come, also while one is pending. Only for those who
    /// check on their own when they apply.
    bool disableConfChangeValidation{false};
    /// A leader that is removed or demoted becomes a follower at once.
    bool stepDownOnRemoval{false};

    OnBrokenInvariant onBrokenInvariant{OnBrokenInvariant::Latch};
    /// Which rules do not hold now; null: all do. Only a Stage has one, and it outlives the core.
    const Sabotage* sabotage{nullptr};
    /// Hears of everything that happens; null for nobody. Outlives the core.
    TraceSink* traceSink{nullptr};
};

/// InvalidArgument, naming the field, for what cannot work.
Result<void> validate(const Config& config);

}  // namespace quorate::raft
