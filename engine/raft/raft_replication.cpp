// SPDX-License-Identifier: Apache-2.0
// Proposals, appends, heartbeats and commit: §5.3, §5.4.2; pipelining: dissertation §10.2.
#include <algorithm>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/raft/raft.h"
#include "engine/raft/sabotage.h"

namespace quorate::raft {

namespace {

Error dropped(const char* reason) {
    return {ErrorCode::ProposalDropped, reason};
}

}  // namespace

Result<void> Raft::propose(Entries& proposals, NodeId proposer) {
    QUORATE_INVARIANT(!proposals.empty(), "nothing was proposed");
    if (m_role == Role::Leader) {
        if (!m_tracker.progress.contains(m_id)) {
            return dropped("this node was removed from the configuration");
        }
        if (m_leadTransferee != kNoNode) {
            return dropped("leadership is being transferred");
        }
        if (kMaxIndex - m_log.lastIndex() < proposals.size()) {
            return dropped("the log has reached the last possible index");
        }
        const std::uint64_t proposedSize = payloadSize(proposals);
        if (!m_uncommitted.tryAdd(proposedSize)) {
            return dropped("too much is proposed and not yet committed");
        }
        prepareConfChanges(proposals);
        // A change that was replaced by nothing will never be applied.
        m_uncommitted.remove(proposedSize - payloadSize(proposals));
        appendEntries(proposals);
        broadcastAppend();
        return {};
    }
    if (m_role != Role::Follower || m_lead == kNoNode) {
        return dropped("there is no leader");
    }
    if (m_disableProposalForwarding) {
        return dropped("this node is not the leader, and does not pass proposals on");
    }
    Message message;
    message.type = MessageType::Prop;
    message.from = proposer;
    message.to = m_lead;
    message.entries = std::move(proposals);
    send(std::move(message));
    return {};
}

/// Numbers the entries, appends them, and acknowledges them to itself once they are stable. Their
/// size must have been counted.
void Raft::appendEntries(Entries& newEntries) {
    Index index = m_log.lastIndex();
    for (Entry& entry : newEntries) {
        index = index.next();
        entry.term = m_term;
        entry.index = index;
    }
    m_log.append(newEntries);
    m_tracer.emit(m_term, [&] {
        return trace::EntriesAppended{newEntries.front().index, newEntries.back().index, m_term,
                                      newEntries};
    });
    Message acknowledgement;
    acknowledgement.type = MessageType::AppResp;
    acknowledgement.to = m_id;
    acknowledgement.index = index;
    send(std::move(acknowledgement));
}

bool Raft::maybeSendAppend(NodeId to, Progress& progress, bool sendIfEmpty) {
    if (progress.isPaused()) {
        return false;
    }
    const Index previous = progress.next().previous();
    const auto previousTerm = m_log.maybeTerm(previous);
    if (!previousTerm) {
        return maybeSendSnapshot(to, progress);  // compacted: the log cannot catch it up any more
    }
    Message message;
    // With all the window in flight only an empty append goes out: were all of those lost, nothing
    // would ever be acknowledged or refused without it.
    if (progress.state() != ProgressState::Replicate || !progress.inflights().isFull()) {
        const auto read = m_log.entriesFrom(progress.next(), m_maxMessageSize, message.entries);
        if (!read) {
            return maybeSendSnapshot(to, progress);
        }
    }
    if (message.entries.empty() && !sendIfEmpty) {
        return false;
    }
    progress.sentEntries(message.entries.size(), payloadSize(message.entries));
    progress.sentCommit(m_log.committed());
    message.type = MessageType::App;
    message.to = to;
    message.index = previous;
    message.logTerm = *previousTerm;
    message.commit = m_log.committed();
    send(std::move(message));
    return true;
}

void Raft::sendHeartbeat(NodeId to, Progress& progress, const Bytes& context) {
    // Never beyond what the member has acknowledged: it may lack the rest.
    const Index commit = std::min(progress.match(), m_log.committed());
    Message message;
    message.type = MessageType::Heartbeat;
    message.to = to;
    message.commit = commit;
    message.context = context;
    send(std::move(message));
    progress.sentCommit(commit);
}

void Raft::broadcastAppend() {
    for (auto& [id, progress] : m_tracker.progress) {
        if (id != m_id) {
            sendAppend(id, progress);
        }
    }
}

void Raft::broadcastHeartbeat() {
    Bytes context;
    if (m_reads.lastNumber() != 0 || m_readOnlyOption == ReadOnlyOption::LeaseBased) {
        context = HeartbeatContext{m_reads.lastNumber(), m_clock.ticks()}.encode();
    }
    for (auto& [id, progress] : m_tracker.progress) {
        if (id != m_id) {
            sendHeartbeat(id, progress, context);
        }
    }
}

/// Commits what a quorum has, if the last of it is of this term: entries of former terms can be on
/// a quorum and still be replaced (§5.4.2, Figure 8).
bool Raft::maybeCommit() {
    const Index before = m_log.committed();
    const Index quorum = m_tracker.committedIndex();
    const bool countsOldTerms = m_sabotage != nullptr && m_sabotage->commitsOldTerms;
    const Term term = countsOldTerms ? m_log.maybeTerm(quorum).value_or(m_term) : m_term;
    if (!m_log.maybeCommit({term, quorum})) {
        return false;
    }
    m_tracer.emit(m_term, [&] {
        return trace::CommitAdvanced{before, quorum, m_tracker.acknowledgedBy(quorum)};
    });
    return true;
}

void Raft::commitTo(Index index) {
    const Index before = m_log.committed();
    m_log.commitTo(index);
    if (m_log.committed() != before) {
        m_tracer.emit(m_term, [&] { return trace::CommitAdvanced{before, m_log.committed(), {}}; });
    }
}

void Raft::handleAppend(const Message& message) {
    Message answer;
    answer.type = MessageType::AppResp;
    answer.to = message.from;
    const EntryId previous{message.logTerm, message.index};
    if (previous.index < m_log.committed()) {
        // Out of date: what is committed here matches for certain.
        answer.index = m_log.committed();
        send(std::move(answer));
        return;
    }
    if (const auto appended = m_log.maybeAppend(previous, message.entries)) {
        if (appended->firstNew != Index(0)) {
            traceAppended(message, *appended);
        }
        commitTo(std::min(message.commit, appended->last));
        answer.index = appended->last;
        send(std::move(answer));
        return;
    }
    // Refused. The hint is the last place at which the logs can agree: entries of a higher term
    // than the leader has at its own place cannot be the leader's (§5.3, last remark).
    const EntryId hint =
        m_log.findConflictByTerm(std::min(message.index, m_log.lastIndex()), message.logTerm);
    m_tracer.emit(m_term, [&] { return trace::AppendRejected{message.from, previous, hint}; });
    answer.index = message.index;
    answer.reject = true;
    answer.rejectHint = hint.index;
    answer.logTerm = hint.term;
    send(std::move(answer));
}

void Raft::traceAppended(const Message& message, const AppendOutcome& outcome) {
    if (outcome.firstNew <= outcome.lastBefore) {
        m_tracer.emit(m_term, [&] {
            return trace::LogTruncated{outcome.firstNew, outcome.lastBefore};
        });
    }
    m_tracer.emit(m_term, [&] {
        const EntrySpan taken =
            EntrySpan(message.entries).last(outcome.last.next() - outcome.firstNew);
        return trace::EntriesAppended{outcome.firstNew, outcome.last, taken.back().term, taken};
    });
}

void Raft::handleAppendResponse(const Message& message, Progress& from) {
    from.setRecentlyActive(true);
    if (!message.reject) {
        handleAppendAccepted(message, from);
        return;
    }
    // The follower's hint is (rejectHint, logTerm): up to there the logs may agree. Where this log
    // has only higher terms, whole terms more can be skipped.
    Index hint = message.rejectHint;
    if (message.logTerm > Term(0)) {
        hint = m_log.findConflictByTerm(std::min(hint, m_log.lastIndex()), message.logTerm).index;
    }
    if (!from.maybeDecreaseTo(message.index, hint)) {
        ignore(message, trace::IgnoredBecause::Stale);
        return;
    }
    m_tracer.emit(m_term, [&] {
        return trace::Backtracked{message.from, message.index, from.next()};
    });
    if (from.state() == ProgressState::Replicate) {
        changeProgress(message.from, from, [](Progress& progress) { progress.becomeProbe(); });
    }
    sendAppend(message.from, from);
}

void Raft::handleAppendAccepted(const Message& message, Progress& from) {
    // An acknowledgement of what was known still ends a probe.
    const bool isNews = from.maybeUpdate(message.index);
    if (!isNews && (from.match() != message.index || from.state() != ProgressState::Probe)) {
        return;
    }
    if (isNews) {
        m_tracer.emit(m_term, [&] { return trace::MatchAdvanced{message.from, from.match()}; });
    }
    switch (from.state()) {
    case ProgressState::Probe:
        changeProgress(message.from, from, [](Progress& progress) { progress.becomeReplicate(); });
        break;
    case ProgressState::Snapshot:
        // Whatever snapshot it was that the member installed, from here on the log can serve it.
        if (from.match().next() >= m_log.firstIndex()) {
            changeProgress(message.from, from, [](Progress& progress) {
                progress.becomeProbe();
                progress.becomeReplicate();
            });
        }
        break;
    case ProgressState::Replicate:
        from.freeInflightsUpTo(message.index);
        break;
    }
    if (maybeCommit()) {
        releasePostponedReads();
        broadcastAppend();
    } else if (message.from != m_id && from.canBumpCommit(m_log.committed())) {
        sendAppend(message.from, from);
    }
    if (message.from != m_id) {
        // The window has opened: fill it.
        while (maybeSendAppend(message.from, from, false)) {
        }
    }
    if (message.from == m_leadTransferee && from.match() == m_log.lastIndex()) {
        sendTimeoutNow(message.from);
    }
}

void Raft::handleHeartbeat(const Message& message) {
    commitTo(message.commit);
    Message answer;
    answer.type = MessageType::HeartbeatResp;
    answer.to = message.from;
    answer.context = message.context;
    send(std::move(answer));
}

void Raft::handleHeartbeatResponse(const Message& message, Progress& from) {
    from.setRecentlyActive(true);
    from.resumeFlow();
    // Whoever lacks something is sent something, if only an empty append: its answer shows what was
    // lost. A caught-up member in Probe is led back to Replicate by it.
    if (from.match() < m_log.lastIndex() || from.state() == ProgressState::Probe) {
        sendAppend(message.from, from);
    }
    handleEcho(message, from);
}

void Raft::handleStorageAppendResponse(const Message& message) {
    const bool isCurrent = message.logVersion == m_log.unstable().version();
    if (message.index != Index(0) && isCurrent &&
        m_log.stableTo({message.logTerm, message.index})) {
        m_tracer.emit(m_term, [&] { return trace::Stable{{message.logTerm, message.index}}; });
    }
    if (message.snapshot != nullptr) {
        appliedSnapshot(*message.snapshot);
    }
}

void Raft::confirmApplied(const AppliedBatch& batch) {
    appliedTo(batch.last, batch.size);
    m_uncommitted.remove(batch.payload);
}

void Raft::appliedTo(Index index, std::uint64_t size) {
    const Index applied = std::max(index, m_log.applied());
    m_log.appliedTo(applied, size);
    m_tracer.emit(m_term, [&] { return trace::Applied{applied}; });
    maybeLeaveJoint();
}

}  // namespace quorate::raft
