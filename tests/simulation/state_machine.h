// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/base/random.h"
#include "engine/raft/conf_state.h"
#include "engine/raft/entry.h"
#include "engine/raft/snapshot.h"
#include "tests/simulation/chain.h"

namespace quorate::simulation {

/// What one node's state machine has come to.
struct AppliedState {
    raft::EntryId last;
    Chain chain{kEmptyChain};
    /// As of there.
    std::shared_ptr<const raft::ConfState> confState{std::make_shared<const raft::ConfState>()};
};

/// The state machine of one node, with a disk of its own: every entry is written together with its
/// index, and some of the latest may be lost in a crash. So a node starts with a state that may be
/// ahead of the stored commit index, and behind what it had applied before.
class StateMachine {
public:
    [[nodiscard]] const AppliedState& state() const noexcept { return m_versions.back(); }
    [[nodiscard]] raft::Index applied() const noexcept { return state().last.index; }

    /// `confState` where the entry changed it; `entry` follows the last one.
    void apply(const raft::Entry& entry, std::shared_ptr<const raft::ConfState> confState);
    /// Durable at once.
    void install(const raft::Snapshot& snapshot);
    void flush();
    /// Falls back to any state since the last flush. Says whether anything is lost.
    bool crash(Random& random);
    [[nodiscard]] std::size_t unflushedCount() const noexcept { return m_versions.size() - 1; }

    /// Of the state as it is.
    [[nodiscard]] raft::Snapshot makeSnapshot() const;

private:
    /// The first one is durable.
    std::vector<AppliedState> m_versions{AppliedState()};
};

}  // namespace quorate::simulation
