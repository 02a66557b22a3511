// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/raft/progress.h"
#include "engine/raft/types.h"

namespace quorate::observe {

/// Of a core's configuration, what its state cannot be followed, or shown, without.
struct CoreSettings {
    std::uint64_t maxInflightMessages{256};
    std::uint64_t maxInflightBytes{raft::kNoLimit};
    bool checkQuorum{false};
    bool preVote{false};
    std::uint32_t electionTicks{10};
    std::uint32_t heartbeatTicks{1};
    std::uint64_t tickNs{0};  ///< 0 where it is not known

    friend bool operator==(const CoreSettings&, const CoreSettings&) = default;
};

/// What a leader knows of a member: raft::Progress, rebuilt from events.
struct PeerProgress {
    /// An append on its way.
    struct Inflight {
        raft::Index last;
        std::uint64_t bytes{0};
        friend bool operator==(const Inflight&, const Inflight&) = default;
    };

    raft::NodeId peer;
    raft::Index match;
    raft::Index next{1};
    raft::ProgressState state{raft::ProgressState::Probe};
    raft::Index pendingSnapshot;
    bool isPaused{false};  ///< no append until an answer; waiting for a snapshot comes on top
    bool isRecentlyActive{false};
    bool isLearner{false};
    std::vector<Inflight> inflights;

    [[nodiscard]] std::uint64_t inflightBytes() const noexcept;

    void enter(raft::ProgressState to, raft::Index newMatch, raft::Index newNext);
    void sentEntries(std::uint64_t count, std::uint64_t bytes, const CoreSettings& settings);
    void acknowledged(raft::Index index);
    void backtracked(raft::Index newNext);

    friend bool operator==(const PeerProgress&, const PeerProgress&) = default;
};

}  // namespace quorate::observe
