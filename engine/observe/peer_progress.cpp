// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/peer_progress.h"

#include <algorithm>

namespace quorate::observe {

using raft::Index;
using raft::ProgressState;

std::uint64_t PeerProgress::inflightBytes() const noexcept {
    std::uint64_t sum = 0;
    for (const Inflight& sent : inflights) {
        sum += sent.bytes;
    }
    return sum;
}

void PeerProgress::enter(ProgressState to, Index newMatch, Index newNext) {
    // The transport has sent a snapshot, or has failed to: the member's own answer comes first.
    isPaused = state == ProgressState::Snapshot && to == ProgressState::Probe;
    state = to;
    match = newMatch;
    next = newNext;
    pendingSnapshot =
        to == ProgressState::Snapshot && newNext > Index(0) ? newNext.previous() : Index(0);
    inflights.clear();
}

void PeerProgress::sentEntries(std::uint64_t count, std::uint64_t bytes,
                               const CoreSettings& settings) {
    if (state == ProgressState::Probe) {
        isPaused = isPaused || count > 0;
    } else if (state == ProgressState::Replicate) {
        if (count > 0) {
            next = next + count;
            inflights.push_back({next.previous(), bytes});
        }
        isPaused = inflights.size() >= settings.maxInflightMessages ||
                   inflightBytes() >= settings.maxInflightBytes;
    }
}

void PeerProgress::acknowledged(Index index) {
    match = index;
    next = std::max(next, index.next());
    isPaused = false;
    if (state == ProgressState::Replicate) {
        const auto kept = std::find_if(inflights.begin(), inflights.end(),
                                       [index](const Inflight& sent) { return sent.last > index; });
        inflights.erase(inflights.begin(), kept);
    }
}

void PeerProgress::backtracked(Index newNext) {
    next = newNext;
    if (state == ProgressState::Probe) {
        isPaused = false;
    }
}

}  // namespace quorate::observe
