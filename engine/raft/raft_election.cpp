// SPDX-License-Identifier: Apache-2.0
// Roles, campaigns and votes: §5.2, §5.4.1; pre-vote: dissertation §9.6.
#include <algorithm>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/raft/raft.h"

namespace quorate::raft {

namespace {

/// Entries read at a time while looking for configuration changes.
constexpr std::uint64_t kScanPageSize = 16UL * 1024 * 1024;

}  // namespace

void Raft::becomeFollower(Term term, NodeId lead) {
    reset(term);
    enterRole(Role::Follower, lead);
}

void Raft::becomePreCandidate() {
    QUORATE_INVARIANT(m_role != Role::Leader, "a leader became pre-candidate");
    // It only asks: term, vote and timers stay as they are.
    m_tracker.resetVotes();
    enterRole(Role::PreCandidate, kNoNode);
}

void Raft::becomeCandidate() {
    QUORATE_INVARIANT(m_role != Role::Leader, "a leader became candidate");
    reset(m_term.next());
    m_vote = m_id;
    enterRole(Role::Candidate, kNoNode);
}

void Raft::becomeLeader() {
    QUORATE_INVARIANT(m_role != Role::Follower, "a follower became leader without a campaign");
    reset(m_term);
    enterRole(Role::Leader, m_id);
    Progress* self = m_tracker.progress.find(m_id);
    QUORATE_INVARIANT(self != nullptr, "a leader is no member");
    self->becomeReplicate();
    self->setRecentlyActive(true);
    // There may be changes in the tail that nobody has applied; the last index is a safe bound.
    m_pendingConfIndex = m_log.lastIndex();
    // Entries of former terms commit only together with one of this term (§5.4.2, §8).
    Entries noop(1);
    appendEntries(noop);
}

void Raft::reset(Term term) {
    QUORATE_INVARIANT(term >= m_term,
                      "the term went back from " + toString(m_term) + " to " + toString(term));
    if (m_term != term) {
        const Term from = std::exchange(m_term, term);
        m_vote = kNoNode;
        m_tracer.emit(m_term, [&] { return trace::TermChanged{from, term}; });
    }
    m_clock.restart();
    m_tracer.emit(m_term, [&] {
        return trace::ElectionTimeoutDrawn{m_clock.status().randomizedElectionTimeout};
    });
    abortTransfer();
    m_tracker.resetVotes();
    const Index last = m_log.lastIndex();
    for (auto& [id, progress] : m_tracker.progress) {
        progress = Progress(id == m_id ? last : Index(0), last.next(), m_tracker.newInflights(),
                            progress.isLearner(), false);
    }
    m_pendingConfIndex = Index(0);
    m_uncommitted.reset();
    m_reads.clear();
    m_postponedReads.clear();
    m_leaseGivenUp = false;
}

void Raft::enterRole(Role role, NodeId lead) {
    if (m_role != role) {
        const Role from = std::exchange(m_role, role);
        m_tracer.emit(m_term, [&] { return trace::RoleChanged{from, role}; });
    }
    setLead(lead);
}

void Raft::setLead(NodeId lead) {
    if (m_lead != lead) {
        const NodeId from = std::exchange(m_lead, lead);
        m_tracer.emit(m_term, [&] { return trace::LeaderChanged{from, lead}; });
    }
}

bool Raft::isPromotable() const {
    const Progress* self = m_tracker.progress.find(m_id);
    return m_mayCampaign && self != nullptr && !self->isLearner() &&
           m_log.unstable().snapshot() == nullptr;
}

void Raft::setMayCampaign(bool mayCampaign) noexcept {
    if (mayCampaign && !m_mayCampaign) {
        m_clock.restartElection();  // its time was over, perhaps, and that of others as well
    }
    m_mayCampaign = mayCampaign;
}

/// Whether this node owes a leader its loyalty (dissertation §4.2.3): it heard one within the last
/// election timeout.
bool Raft::isWithinLease() const {
    if (!m_checkQuorum) {
        return false;
    }
    if (m_lead != kNoNode && !m_clock.isElectionPeriodOver()) {
        return true;
    }
    return isVoteHeld();
}

/// Whether a leader may count on this node's not voting (dissertation §6.4.1). That it heard the
/// leader is a promise for an election timeout: a term that runs ahead in the meantime, in which no
/// leader is known, does not release it, nor does a restart.
bool Raft::isVoteHeld() const {
    return m_readOnlyOption == ReadOnlyOption::LeaseBased && m_leaderHeardAt != 0 &&
           m_clock.ticks() - m_leaderHeardAt < m_clock.electionTimeout();
}

bool Raft::hasUnappliedConfChanges() const {
    if (m_log.applied() >= m_log.committed()) {
        return false;
    }
    Index from = m_log.applied().next();
    while (from <= m_log.committed()) {
        Entries page;
        const auto read = m_log.slice(from, m_log.committed().next(), kScanPageSize, page);
        QUORATE_INVARIANT(read.has_value() && !page.empty(),
                          "committed entries from " + toString(from) + " cannot be read");
        for (const Entry& entry : page) {
            if (entry.type != EntryType::Normal) {
                return true;
            }
        }
        from = page.back().index.next();
    }
    return false;
}

void Raft::maybeCampaign(trace::CampaignKind kind) {
    const auto holdBack = [this](trace::HoldBack reason) {
        m_tracer.emit(m_term, [&] { return trace::CampaignHeldBack{reason}; });
    };
    if (m_role == Role::Leader) {
        holdBack(trace::HoldBack::AlreadyLeader);
    } else if (!isPromotable()) {
        holdBack(trace::HoldBack::NotPromotable);
    } else if (hasUnappliedConfChanges()) {
        // Such a node does not know who votes: two majorities might elect two leaders.
        holdBack(trace::HoldBack::UnappliedConfChange);
    } else if (m_term >= kMaxTerm || m_log.lastIndex() >= kMaxIndex) {
        // There is no next term, or no room for a new leader's first entry.
        holdBack(trace::HoldBack::TermsExhausted);
    } else {
        campaign(kind);
    }
}

void Raft::campaign(trace::CampaignKind kind) {
    const bool preVote = kind == trace::CampaignKind::PreElection;
    if (preVote) {
        becomePreCandidate();
    } else {
        becomeCandidate();
    }
    // A pre-vote asks about the term that the campaign would have.
    const Term term = preVote ? m_term.next() : m_term;
    m_tracer.emit(m_term, [&] { return trace::CampaignStarted{kind, term}; });
    const EntryId last = m_log.lastEntryId();
    for (const NodeId id : m_tracker.config.voters.ids()) {
        Message message;
        message.to = id;
        message.term = term;
        if (id == m_id) {
            // Its own vote counts, like any other, when it is on stable storage.
            message.type = preVote ? MessageType::PreVoteResp : MessageType::VoteResp;
        } else {
            message.type = preVote ? MessageType::PreVote : MessageType::Vote;
            message.index = last.index;
            message.logTerm = last.term;
            if (kind == trace::CampaignKind::Transfer) {
                message.context = Bytes::copyOf(kTransferContext);
            }
        }
        send(std::move(message));
    }
}

trace::VoteReason Raft::decideVote(const Message& message) const {
    const bool mayVote =
        m_vote == message.from ||                                         // asked again
        (m_vote == kNoNode && m_lead == kNoNode) ||                       // free to
        (message.type == MessageType::PreVote && message.term > m_term);  // no promise
    if (!mayVote) {
        return m_vote != kNoNode ? trace::VoteReason::VotedForAnother
                                 : trace::VoteReason::LeaderKnown;
    }
    if (!m_log.isUpToDate({message.logTerm, message.index})) {
        return trace::VoteReason::LogNotUpToDate;
    }
    return isVoteHeld() && message.context.view() != kTransferContext
               ? trace::VoteReason::LeaderHeard
               : trace::VoteReason::Granted;
}

void Raft::handleVoteRequest(const Message& message) {
    // A learner votes too when it is asked: the candidate knows a newer configuration, in which it
    // is a voter, and may need it (dissertation §4.2.2).
    const bool preVote = message.type == MessageType::PreVote;
    const trace::VoteReason reason = decideVote(message);
    m_tracer.emit(m_term, [&] {
        return trace::VoteDecided{
            message.from,       preVote, message.term, reason, {message.logTerm, message.index},
            m_log.lastEntryId()};
    });
    Message answer;
    answer.type = preVote ? MessageType::PreVoteResp : MessageType::VoteResp;
    answer.to = message.from;
    if (reason == trace::VoteReason::Granted) {
        // In the term that was asked for: of a pre-vote it lies ahead of ours.
        answer.term = message.term;
        if (!preVote) {
            m_clock.restartElection();
            m_vote = message.from;
        }
    } else if (m_term == Term(0)) {
        // There is no term yet in which to refuse a pre-vote, and no news for the one who asks.
        return;
    } else {
        answer.term = m_term;
        answer.reject = true;
    }
    send(std::move(answer));
}

void Raft::handleVoteResponse(const Message& message) {
    const bool preVote = message.type == MessageType::PreVoteResp;
    m_tracker.recordVote(message.from, !message.reject);
    const VoteResult result = m_tracker.tallyVotes();
    m_tracer.emit(m_term, [&] {
        return trace::VoteCounted{message.from, preVote, !message.reject, result};
    });
    switch (result) {
    case VoteResult::Won:
        if (preVote) {
            campaign(trace::CampaignKind::Election);
        } else {
            becomeLeader();
            broadcastAppend();
        }
        break;
    case VoteResult::Lost:
        // In its own term: the term of a pre-vote's answer may lie ahead.
        becomeFollower(m_term, kNoNode);
        break;
    case VoteResult::Pending:
        break;
    }
}

void Raft::checkQuorum() {
    // Itself a leader always hears.
    if (Progress* self = m_tracker.progress.find(m_id)) {
        self->setRecentlyActive(true);
    }
    if (!m_tracker.isQuorumActive()) {
        m_tracer.emit(m_term, [] { return trace::QuorumLost{}; });
        becomeFollower(m_term, kNoNode);
    }
    for (auto& [id, progress] : m_tracker.progress) {
        if (id != m_id) {
            progress.setRecentlyActive(false);
        }
    }
}

}  // namespace quorate::raft
