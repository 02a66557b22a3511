// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "engine/raft/inflights.h"
#include "engine/raft/types.h"

namespace quorate::raft {

/// How the leader sends to a follower.
enum class ProgressState : std::uint8_t {
    Probe,      ///< one append a round, since it is not known where the logs agree
    Replicate,  ///< optimistically, one append after the other, up to the in-flight limits
    Snapshot,   ///< nothing, until a snapshot has arrived
};

/// "StateProbe" and so on.
const char* toString(ProgressState state) noexcept;

/// What a leader knows about one member's log (Figure 2: nextIndex, matchIndex), and how fast it
/// may send to it.
///
///     match() < next()
///     Replicate: entries in (match, next) are in flight;  Probe: at most one append is
///     Snapshot:  next() == pendingSnapshot() + 1, until an answer to an earlier append moves it
///
/// Itself a leader tracks as well: what its own stable storage holds.
class Progress {
public:
    Progress(Index match, Index next, Inflights inflights, bool isLearner, bool recentlyActive);

    void becomeProbe();
    void becomeReplicate();
    void becomeSnapshot(Index snapshotIndex);

    /// An append with so many entries, or none, left.
    void sentEntries(std::size_t count, std::uint64_t bytes);
    /// A message that carried this commit index left.
    void sentCommit(Index commit) noexcept { m_sentCommit = commit; }
    /// Whether sending `commit` at once can move the member's commit index, as far as is known.
    [[nodiscard]] bool canBumpCommit(Index commit) const noexcept {
        return commit > m_sentCommit && m_sentCommit < m_next.previous();
    }

    /// The member acknowledged all up to `index`. False for what was known already.
    bool maybeUpdate(Index index);
    /// The member refused the append after `rejected`, and its log may match up to `hint`. False
    /// for a rejection that is out of date.
    bool maybeDecreaseTo(Index rejected, Index hint);

    /// Nothing may be sent now.
    [[nodiscard]] bool isPaused() const noexcept;
    /// An answer arrived: a paused probe may go on.
    void resumeFlow() noexcept { m_flowPaused = false; }
    void pauseFlow() noexcept { m_flowPaused = true; }
    void freeInflightsUpTo(Index index) { m_inflights.freeUpTo(index); }
    /// The snapshot failed: probe from where the logs agreed before.
    void forgetPendingSnapshot() noexcept { m_pendingSnapshot = Index(0); }
    /// It echoed a heartbeat that left at this tick of the leader's.
    void echoed(std::uint64_t tick) noexcept { m_echoedTick = std::max(m_echoedTick, tick); }
    /// The latest of these, 0 for none.
    [[nodiscard]] std::uint64_t echoedTick() const noexcept { return m_echoedTick; }
    void setLearner(bool learner) noexcept { m_isLearner = learner; }
    void setRecentlyActive(bool active) noexcept { m_recentlyActive = active; }

    [[nodiscard]] Index match() const noexcept { return m_match; }
    [[nodiscard]] Index next() const noexcept { return m_next; }
    [[nodiscard]] ProgressState state() const noexcept { return m_state; }
    [[nodiscard]] Index pendingSnapshot() const noexcept { return m_pendingSnapshot; }
    [[nodiscard]] bool isRecentlyActive() const noexcept { return m_recentlyActive; }
    [[nodiscard]] bool isLearner() const noexcept { return m_isLearner; }
    [[nodiscard]] const Inflights& inflights() const noexcept { return m_inflights; }

private:
    void enter(ProgressState state);

    Index m_match;
    Index m_next;
    /// The largest commit index sent, as far as it can have had an effect.
    Index m_sentCommit;
    Index m_pendingSnapshot;
    std::uint64_t m_echoedTick{0};
    ProgressState m_state{ProgressState::Probe};
    bool m_recentlyActive;
    bool m_flowPaused{false};
    bool m_isLearner;
    Inflights m_inflights;
};

/// "StateReplicate match=11 next=15 paused inflight=3[full]".
std::string toString(const Progress& progress);

}  // namespace quorate::raft
