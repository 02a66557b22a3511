// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/raft/types.h"

namespace quorate::raft {

/// What must survive a restart (§5, Figure 2: currentTerm and votedFor), and the commit index,
/// which is kept for a faster restart only.
struct HardState {
    Term term;
    NodeId vote;
    Index commit;

    [[nodiscard]] bool isEmpty() const noexcept { return *this == HardState(); }
    friend bool operator==(const HardState&, const HardState&) = default;
};

/// The role of a node. PreCandidate asks whether it could win, without raising its term
/// (dissertation §9.6).
enum class Role : std::uint8_t { Follower, Candidate, Leader, PreCandidate };

/// What observers want to know at once and nobody needs to persist.
struct SoftState {
    NodeId lead;
    Role role{Role::Follower};

    friend bool operator==(const SoftState&, const SoftState&) = default;
};

/// Whether the state must be on stable storage before the messages that depend on it leave: new
/// entries, a new term or a new vote. A new commit index alone need not be.
constexpr bool mustSync(const HardState& now, const HardState& before, bool hasEntries) noexcept {
    return hasEntries || now.vote != before.vote || now.term != before.term;
}

}  // namespace quorate::raft
