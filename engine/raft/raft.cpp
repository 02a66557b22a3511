// SPDX-License-Identifier: Apache-2.0
#include "engine/raft/raft.h"

#include <algorithm>
#include <utility>

#include "engine/base/invariant.h"

namespace quorate::raft {

Raft::Raft(const Config& config, const Storage& storage, const InitialState& initial,
           ConfiguredMembers members)
    : m_id(config.id),
      m_maxMessageSize(config.maxMessageSize),
      m_maxPendingReads(config.maxPendingReads),
      m_checkQuorum(config.checkQuorum),
      m_preVote(config.preVote),
      m_disableProposalForwarding(config.disableProposalForwarding),
      m_disableConfChangeValidation(config.disableConfChangeValidation),
      m_stepDownOnRemoval(config.stepDownOnRemoval),
      m_readOnlyOption(config.readOnlyOption),
      m_sabotage(config.sabotage),
      m_tracer(config.traceSink, config.id),
      m_term(initial.hardState.term),
      m_vote(initial.hardState.vote),
      m_log(storage, config.maxCommittedSizePerReady != 0 ? config.maxCommittedSizePerReady
                                                          : config.maxMessageSize),
      m_tracker({config.maxInflightMessages, config.maxInflightBytes}),
      m_clock(config.electionTicks, config.heartbeatTicks, config.random),
      m_leaderHeardAt(initial.hardState.term > Term(0) ? m_clock.ticks() : 0),
      m_uncommitted(config.maxUncommittedSize) {
    m_tracker.config = std::move(members.config);
    m_tracker.progress = std::move(members.progress);
    // The commit index is not synced on its own, so what is applied may be ahead of it: applied
    // entries are committed.
    m_log.commitTo(std::max(initial.hardState.commit, config.applied));
    if (config.applied > m_log.applied()) {
        m_log.appliedTo(config.applied, 0);
    }
    becomeFollower(m_term, kNoNode);
}

void Raft::tick() {
    m_clock.tick();
    if (m_role == Role::Leader) {
        tickHeartbeat();
    } else {
        tickElection();
    }
}

void Raft::tickElection() {
    m_clock.tickElection();
    if (!m_clock.isElectionDue() || !isPromotable()) {
        return;
    }
    m_tracer.begin(m_term, kNoEvent, [] { return trace::TimerFired{trace::Timer::Election}; });
    m_clock.restartElection();
    maybeCampaign(m_preVote ? trace::CampaignKind::PreElection : trace::CampaignKind::Election);
    m_tracer.end();
}

void Raft::tickHeartbeat() {
    m_clock.tickHeartbeat();
    m_clock.tickElection();
    if (m_clock.isElectionPeriodOver()) {
        m_tracer.begin(m_term, kNoEvent,
                       [] { return trace::TimerFired{trace::Timer::CheckQuorum}; });
        m_clock.restartElection();
        if (m_checkQuorum) {
            checkQuorum();
        }
        if (m_role == Role::Leader) {
            abortTransfer();  // it had a whole election timeout
        }
        m_tracer.end();
    }
    if (m_role == Role::Leader && m_clock.isHeartbeatDue()) {
        m_tracer.begin(m_term, kNoEvent, [] { return trace::TimerFired{trace::Timer::Heartbeat}; });
        m_clock.restartHeartbeat();
        broadcastHeartbeat();
        m_tracer.end();
    }
}

Result<void> Raft::step(Message message) {
    if (message.term > m_term) {
        if (!meetHigherTerm(message)) {
            return {};
        }
    } else if (message.term != Term(0) && message.term < m_term) {
        answerLowerTerm(message);
        return {};
    }
    switch (message.type) {
    case MessageType::Hup:
        maybeCampaign(m_preVote ? trace::CampaignKind::PreElection : trace::CampaignKind::Election);
        return {};
    case MessageType::StorageAppendResp:
        handleStorageAppendResponse(message);
        return {};
    case MessageType::StorageApplyResp:
        if (!message.entries.empty()) {
            confirmApplied({message.entries.back().index, limitSize(message.entries),
                            payloadSize(message.entries)});
        }
        return {};
    case MessageType::Vote:
    case MessageType::PreVote:
        handleVoteRequest(message);
        return {};
    default:
        break;
    }
    switch (m_role) {
    case Role::Leader:
        return stepAsLeader(message);
    case Role::Candidate:
    case Role::PreCandidate:
        return stepAsCandidate(message);
    case Role::Follower:
        return stepAsFollower(message);
    }
    return {};
}

/// A higher term means that this node is behind (§5.1: "If a candidate or leader discovers that its
/// term is out of date, it immediately reverts to follower state"). False: the message goes no
/// further.
bool Raft::meetHigherTerm(const Message& message) {
    switch (message.type) {
    case MessageType::Vote:
    case MessageType::PreVote:
        // Members that hear a leader do not help to unseat it, unless it wants that itself.
        if (message.context.view() != kTransferContext && isWithinLease()) {
            m_tracer.emit(m_term, [&] {
                return trace::VoteDecided{message.from,
                                          message.type == MessageType::PreVote,
                                          message.term,
                                          trace::VoteReason::LeaderHeard,
                                          {message.logTerm, message.index},
                                          m_log.lastEntryId()};
            });
            return false;
        }
        // A pre-vote never changes the term of the one who is asked.
        if (message.type == MessageType::Vote) {
            becomeFollower(message.term, kNoNode);
        }
        return true;
    case MessageType::PreVoteResp:
        // Granted, it carries the term that was asked for, which is ours only once we campaign.
        if (message.reject) {
            becomeFollower(message.term, kNoNode);
        }
        return true;
    case MessageType::App:
    case MessageType::Heartbeat:
    case MessageType::Snap:
        becomeFollower(message.term, message.from);
        return true;
    default:
        becomeFollower(message.term, kNoNode);
        return true;
    }
}

void Raft::answerLowerTerm(const Message& message) {
    if ((m_checkQuorum || m_preVote) &&
        (message.type == MessageType::Heartbeat || message.type == MessageType::App)) {
        // A leader of an older term would go on for ever: this node, cut off for a while, raised
        // its term, and it now refuses the leader's messages while the others refuse it their
        // votes. The answer tells the leader about the term, which frees both.
        Message answer;
        answer.type = MessageType::AppResp;
        answer.to = message.from;
        send(std::move(answer));
    } else if (message.type == MessageType::PreVote) {
        // Likewise for a candidate of an older term that cannot win: it learns the term.
        m_tracer.emit(m_term, [&] {
            return trace::VoteDecided{message.from,
                                      true,
                                      message.term,
                                      trace::VoteReason::OldTerm,
                                      {message.logTerm, message.index},
                                      m_log.lastEntryId()};
        });
        Message answer;
        answer.type = MessageType::PreVoteResp;
        answer.to = message.from;
        answer.term = m_term;
        answer.reject = true;
        send(std::move(answer));
    } else if (message.type == MessageType::StorageAppendResp) {
        // The entries may have been replaced, in this term, by others with the same place: their
        // stability proves nothing. A snapshot holds what is committed, in whatever term.
        if (message.snapshot != nullptr) {
            appliedSnapshot(*message.snapshot);
        }
    } else {
        ignore(message, trace::IgnoredBecause::OldTerm);
    }
}

Result<void> Raft::stepAsLeader(Message& message) {
    switch (message.type) {
    case MessageType::Prop:
        return propose(message.entries, message.from);
    case MessageType::ReadIndex:
        return handleReadIndex(message);
    case MessageType::ForgetLeader:
        return {};
    default:
        break;
    }
    Progress* from = m_tracker.progress.find(message.from);
    if (from == nullptr) {
        ignore(message, trace::IgnoredBecause::NoProgress);
        return {};
    }
    stepProgress(message, *from);
    return {};
}

/// The messages that are about one member's progress.
void Raft::stepProgress(Message& message, Progress& from) {
    switch (message.type) {
    case MessageType::AppResp:
        handleAppendResponse(message, from);
        break;
    case MessageType::HeartbeatResp:
        handleHeartbeatResponse(message, from);
        break;
    case MessageType::SnapStatus:
        handleSnapshotStatus(message, from);
        break;
    case MessageType::Unreachable:
        // What was sent optimistically is probably lost.
        if (from.state() == ProgressState::Replicate) {
            changeProgress(message.from, from, [](Progress& progress) { progress.becomeProbe(); });
        }
        break;
    case MessageType::TransferLeader:
        handleTransferLeader(message, from);
        break;
    default:
        ignore(message, trace::IgnoredBecause::NotForThisRole);
        break;
    }
}

Result<void> Raft::stepAsCandidate(Message& message) {
    switch (message.type) {
    case MessageType::Prop:
        return propose(message.entries, message.from);
    case MessageType::App:
    case MessageType::Heartbeat:
    case MessageType::Snap:
        // Somebody else won the election of this term (§5.2).
        becomeFollower(message.term, message.from);
        return stepAsFollower(message);
    case MessageType::VoteResp:
    case MessageType::PreVoteResp:
        if ((message.type == MessageType::PreVoteResp) == (m_role == Role::PreCandidate)) {
            handleVoteResponse(message);
            return {};
        }
        break;
    case MessageType::ReadIndex:
        m_tracer.emit(m_term, [&] {
            return trace::ReadEvent{trace::ReadStep::Refused, Index(0), message.from};
        });
        return Error(ErrorCode::Unavailable, "there is no leader to ask for a read index");
    default:
        break;
    }
    ignore(message, trace::IgnoredBecause::NotForThisRole);
    return {};
}

Result<void> Raft::stepAsFollower(Message& message) {
    switch (message.type) {
    case MessageType::Prop:
        return propose(message.entries, message.from);
    case MessageType::App:
    case MessageType::Heartbeat:
    case MessageType::Snap:
        m_clock.restartElection();
        m_leaderHeardAt = m_clock.ticks();
        if (message.type != MessageType::Snap || m_lead == kNoNode) {
            setLead(message.from);
        }
        if (message.type == MessageType::App) {
            handleAppend(message);
        } else if (message.type == MessageType::Heartbeat) {
            handleHeartbeat(message);
        } else {
            handleSnapshot(message);
        }
        return {};
    case MessageType::TransferLeader:
        if (m_lead == kNoNode) {
            ignore(message, trace::IgnoredBecause::NoLeader);
            return {};
        }
        message.to = m_lead;
        message.term = Term(0);
        send(std::move(message));
        return {};
    case MessageType::ForgetLeader:
        // With lease based reads the leader counts on being followed.
        if (m_readOnlyOption != ReadOnlyOption::LeaseBased) {
            setLead(kNoNode);
        }
        return {};
    case MessageType::TimeoutNow:
        // The leader wants it, so it is no disturbance: no pre-vote (dissertation §3.10).
        maybeCampaign(trace::CampaignKind::Transfer);
        return {};
    case MessageType::ReadIndex:
    case MessageType::ReadIndexResp:
        return handleReadIndex(message);
    default:
        ignore(message, trace::IgnoredBecause::NotForThisRole);
        return {};
    }
}

void Raft::ignore(const Message& message, trace::IgnoredBecause reason) {
    m_tracer.emit(m_term, [&] { return trace::MessageIgnored{&message, reason}; });
}

void Raft::send(Message message) {
    if (message.from == kNoNode) {
        message.from = m_id;
    }
    const bool isVote =
        message.type == MessageType::Vote || message.type == MessageType::VoteResp ||
        message.type == MessageType::PreVote || message.type == MessageType::PreVoteResp;
    if (isVote) {
        QUORATE_INVARIANT(message.term != Term(0), "a vote or its answer was sent without a term");
    } else if (message.type != MessageType::Prop && message.type != MessageType::ReadIndex) {
        // What is passed on to the leader counts in whatever term it arrives.
        message.term = m_term;
    }
    const bool isHeld = message.type == MessageType::AppResp ||
                        message.type == MessageType::VoteResp ||
                        message.type == MessageType::PreVoteResp;
    QUORATE_INVARIANT(isHeld || message.to != m_id, "a message was sent to its sender");
    message.event = m_tracer.emit(m_term, [&] { return trace::MessageSent{&message, isHeld}; });
    auto& queue = isHeld ? m_outbox.messagesAfterAppend : m_outbox.messages;
    queue.push_back(std::move(message));
}

Status Raft::status() const {
    Status status;
    status.id = m_id;
    status.hardState = hardState();
    status.softState = softState();
    const UnstableLog& unstable = m_log.unstable();
    status.log = {m_log.firstIndex(),
                  m_log.observedLastEntryId(),
                  m_log.committed(),
                  m_log.applying(),
                  m_log.applied(),
                  unstable.offset(),
                  unstable.offsetInProgress(),
                  unstable.snapshot() != nullptr ? unstable.snapshot()->metadata.index : Index(0)};
    status.timers = m_clock.status();
    status.config = m_tracker.config;
    if (m_role == Role::Leader) {
        status.progress = m_tracker.progress;
    }
    status.votes = m_tracker.votes();
    status.leadTransferee = m_leadTransferee;
    status.pendingConfIndex = m_pendingConfIndex;
    status.uncommittedSize = m_uncommitted.size();
    status.pendingReads = m_reads.size() + m_postponedReads.size();
    return status;
}

}  // namespace quorate::raft
