// SPDX-License-Identifier: Apache-2.0
#include "engine/observe/node_frame.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace quorate::observe {

namespace {

/// Entries read at a time, so that a long log is never in memory as a whole.
constexpr std::uint64_t kPageSize = 1024 * 1024;

Result<void> readLog(const raft::RaftLog& log, LogState& state) {
    const raft::Index first = log.firstIndex();
    state.before = {log.maybeTerm(first.previous()).value_or(raft::Term(0)), first.previous()};
    state.entries.reset(first);
    raft::Index from = first;
    while (from <= log.lastIndex()) {
        raft::Entries page;
        if (auto read = log.entriesFrom(from, kPageSize, page); !read) {
            return read;
        }
        if (page.empty()) {
            return Error(ErrorCode::Unavailable,
                         "entry " + raft::toString(from) + " of the log cannot be read");
        }
        state.entries.append(EntryRuns::of(page));
        from = page.back().index.next();
    }
    return {};
}

PeerProgress progressOf(raft::NodeId peer, const raft::Progress& from) {
    PeerProgress to;
    to.peer = peer;
    to.match = from.match();
    to.next = from.next();
    to.state = from.state();
    to.pendingSnapshot = from.pendingSnapshot();
    to.isPaused = from.state() != raft::ProgressState::Snapshot && from.isPaused();
    to.isRecentlyActive = from.isRecentlyActive();
    to.isLearner = from.isLearner();
    if (from.inflights().count() > 0) {
        to.inflights.assign(from.inflights().count(), {from.next().previous(), 0});
        to.inflights.front().bytes = from.inflights().bytes();
    }
    return to;
}

}  // namespace

CoreSettings settingsOf(const raft::Config& config, std::uint64_t tickNs) {
    CoreSettings settings;
    settings.maxInflightMessages = config.maxInflightMessages;
    settings.maxInflightBytes = config.maxInflightBytes;
    settings.checkQuorum = config.checkQuorum;
    settings.preVote = config.preVote;
    settings.electionTicks = config.electionTicks;
    settings.heartbeatTicks = config.heartbeatTicks;
    settings.tickNs = tickNs;
    return settings;
}

Result<NodeState> nodeStateOf(const raft::Raft& core, const CoreSettings& settings, Moment now) {
    const raft::Status status = core.status();
    NodeState state;
    state.id = status.id;
    state.condition = NodeCondition::Up;
    state.settings = settings;
    state.term = status.hardState.term;
    state.vote = status.hardState.vote;
    state.role = status.softState.role;
    state.lead = status.softState.lead;
    if (auto read = readLog(core.log(), state.log); !read) {
        return read.error();
    }
    state.log.committed = status.log.committed;
    state.log.applying = status.log.applying;
    state.log.applied = status.log.applied;
    state.log.unstableOffset = status.log.unstableOffset;
    state.log.offsetInProgress = status.log.unstableOffsetInProgress;
    state.log.unstableSnapshot = status.log.unstableSnapshot;
    state.configuration = core.tracker().confState();
    const std::uint64_t elapsed = status.timers.electionElapsed * settings.tickNs;
    state.electionTimer = {Moment(now.nanoseconds() - std::min(elapsed, now.nanoseconds())),
                           status.timers.randomizedElectionTimeout};
    for (const auto& [voter, granted] : status.votes) {
        state.votes.push_back({voter, granted});
    }
    for (const auto& [peer, progress] : status.progress) {
        state.progress.push_back(progressOf(peer, progress));
    }
    state.leadTransferee = status.leadTransferee;
    state.pendingConfIndex = status.pendingConfIndex;
    return state;
}

NodeFrame toFrame(NodeState state) {
    return {std::make_shared<const NodeState>(std::move(state))};
}

}  // namespace quorate::observe
