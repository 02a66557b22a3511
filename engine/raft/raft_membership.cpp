// SPDX-License-Identifier: Apache-2.0
// Configuration changes: §6; single changes: dissertation §4.1, with the rule that was added later
// (a leader first commits an entry of its own term, which its pending index stands for).
#include <utility>

#include "engine/base/invariant.h"
#include "engine/raft/raft.h"

namespace quorate::raft {

/// Lets at most one change be pending, and keeps joint and simple ones in order. A change that may
/// not be made now is replaced by an empty entry: those behind it keep their places.
void Raft::prepareConfChanges(Entries& proposals) {
    Index index = m_log.lastIndex();
    for (Entry& entry : proposals) {
        index = index.next();
        if (entry.type == EntryType::Normal) {
            continue;
        }
        const auto change = confChangeOf(entry);
        const bool isPending = m_pendingConfIndex > m_log.applied();
        const bool isJoint = m_tracker.config.voters.isJoint();
        const bool leaves = change.has_value() && change->changes.empty();
        const bool isRefused = !change.has_value() || isPending || isJoint != leaves;
        if (isRefused && (!m_disableConfChangeValidation || !change.has_value())) {
            entry = Entry();
            m_tracer.emit(m_term, [&] {
                return trace::ConfChangeReplaced{index, ErrorCode::InvalidConfChange};
            });
        } else {
            m_pendingConfIndex = index;
        }
    }
}

Result<ConfState> Raft::applyConfChange(const ConfChangeV2& change) {
    auto members = ConfChanger(m_tracker, m_log.lastIndex()).apply(change);
    if (!members) {
        return members.error();
    }
    return switchTo(std::move(*members));
}

ConfState Raft::switchTo(ConfiguredMembers members) {
    m_tracker.config = std::move(members.config);
    m_tracker.progress = std::move(members.progress);
    ConfState state = m_tracker.confState();
    m_tracer.emit(m_term, [&] { return trace::ConfigurationChanged{state}; });

    if (m_role != Role::Leader) {
        if (m_role != Role::Follower && !isPromotable()) {
            becomeFollower(m_term, kNoNode);  // it campaigned for what it cannot be any more
        }
        return state;
    }
    const Progress* self = m_tracker.progress.find(m_id);
    if (self == nullptr || self->isLearner()) {
        // It goes on as leader, without a vote, until the change is committed by the others and
        // somebody campaigns (§6, second problem), or hands over at once.
        if (m_stepDownOnRemoval) {
            becomeFollower(m_term, kNoNode);
        }
        return state;
    }
    if (maybeCommit()) {
        // A smaller quorum may have what the larger one had not.
        releasePostponedReads();
        broadcastAppend();
    } else {
        // New members need not wait for the next heartbeat.
        for (auto& [id, progress] : m_tracker.progress) {
            if (id != m_id) {
                maybeSendAppend(id, progress, false);
            }
        }
    }
    if (m_leadTransferee != kNoNode && !m_tracker.config.voters.contains(m_leadTransferee)) {
        abortTransfer();
    }
    return state;
}

/// Once an automatic joint configuration is applied, its leader proposes to leave it.
void Raft::maybeLeaveJoint() {
    if (m_role != Role::Leader || !m_tracker.config.autoLeave ||
        m_log.applied() < m_pendingConfIndex) {
        return;
    }
    Entries leave{toEntry(ConfChangeV2{})};
    // Refused only while leadership is transferred: then the next leader does it, or this one with
    // the next applied entry after the transfer has failed.
    if (auto proposed = propose(leave); !proposed) {
        m_tracer.emit(m_term, [&] { return trace::ProposalRefused{proposed.error().code}; });
    }
}

}  // namespace quorate::raft
