// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/progress.h"

#include <algorithm>
#include <utility>

#include "engine/base/invariant.h"

namespace quorate::raft {

const char* toString(ProgressState state) noexcept {
    switch (state) {
    case ProgressState::Probe:
        return "StateProbe";
    case ProgressState::Replicate:
        return "StateReplicate";
    case ProgressState::Snapshot:
        return "StateSnapshot";
    }
    return "?";
}

Progress::Progress(Index match, Index next, Inflights inflights, bool isLearner,
                   bool recentlyActive)
    : m_match(match),
      m_next(next),
      m_recentlyActive(recentlyActive),
      m_isLearner(isLearner),
      m_inflights(std::move(inflights)) {}

void Progress::enter(ProgressState state) {
    m_flowPaused = false;
    m_pendingSnapshot = Index(0);
    m_state = state;
    m_inflights.reset();
}

void Progress::becomeProbe() {
    // After a snapshot, probing starts behind it: it has probably been installed.
    const Index afterSnapshot =
        m_state == ProgressState::Snapshot ? m_pendingSnapshot.next() : Index(0);
    enter(ProgressState::Probe);
    m_next = std::max(m_match.next(), afterSnapshot);
    m_sentCommit = std::min(m_sentCommit, m_next.previous());
}

void Progress::becomeReplicate() {
    enter(ProgressState::Replicate);
    m_next = m_match.next();
}

void Progress::becomeSnapshot(Index snapshotIndex) {
    enter(ProgressState::Snapshot);
    m_pendingSnapshot = snapshotIndex;
    m_next = snapshotIndex.next();
    m_sentCommit = snapshotIndex;
}

void Progress::sentEntries(std::size_t count, std::uint64_t bytes) {
    switch (m_state) {
    case ProgressState::Replicate:
        if (count > 0) {
            m_next = m_next + count;
            m_inflights.add(m_next.previous(), bytes);
        }
        // Full, the next append is an empty one and works as a probe: nothing more until an answer.
        m_flowPaused = m_inflights.isFull();
        break;
    case ProgressState::Probe:
        if (count > 0) {
            m_flowPaused = true;
        }
        break;
    case ProgressState::Snapshot:
        QUORATE_INVARIANT(false, "an append was sent to a member that waits for a snapshot");
        break;
    }
}

bool Progress::maybeUpdate(Index index) {
    if (index <= m_match) {
        return false;
    }
    m_match = index;
    m_next = std::max(m_next, index.next());
    m_flowPaused = false;
    return true;
}

bool Progress::maybeDecreaseTo(Index rejected, Index hint) {
    if (m_state == ProgressState::Replicate) {
        if (rejected <= m_match) {
            return false;
        }
        m_next = m_match.next();
        // What was sent behind it was probably lost, commit indexes included.
        m_sentCommit = std::min(m_sentCommit, m_next.previous());
        return true;
    }
    // A probe goes out alone, so only the answer to the last one counts.
    if (m_next.previous() != rejected) {
        return false;
    }
    m_next = std::max(std::min(rejected, hint.next()), m_match.next());
    m_sentCommit = std::min(m_sentCommit, m_next.previous());
    m_flowPaused = false;
    return true;
}

bool Progress::isPaused() const noexcept {
    return m_state == ProgressState::Snapshot || m_flowPaused;
}

std::string toString(const Progress& progress) {
    std::string text = toString(progress.state());
    text += " match=" + toString(progress.match()) + " next=" + toString(progress.next());
    if (progress.isLearner()) {
        text += " learner";
    }
    if (progress.isPaused()) {
        text += " paused";
    }
    if (progress.pendingSnapshot() > Index(0)) {
        text += " pendingSnap=" + toString(progress.pendingSnapshot());
    }
    if (!progress.isRecentlyActive()) {
        text += " inactive";
    }
    if (progress.inflights().count() > 0) {
        text += " inflight=" + std::to_string(progress.inflights().count());
        if (progress.inflights().isFull()) {
            text += "[full]";
        }
    }
    return text;
}

}  // namespace quorate::raft
