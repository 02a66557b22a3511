// SPDX-License-Identifier: Apache-2.0
// Linearizable reads: dissertation §6.4.
#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/invariant.h"
#include "engine/raft/raft.h"
#include "engine/raft/sabotage.h"

namespace quorate::raft {

bool Raft::hasCommittedInCurrentTerm() const {
    return m_log.maybeTerm(m_log.committed()) == m_term;
}

Result<void> Raft::handleReadIndex(Message& message) {
    if (message.type == MessageType::ReadIndexResp) {
        m_outbox.readStates.push_back({message.index, message.entries.front().data});
        m_tracer.emit(m_term, [&] {
            return trace::ReadEvent{trace::ReadStep::Confirmed, message.index, m_id};
        });
        return {};
    }
    if (m_role != Role::Leader) {
        if (m_lead == kNoNode) {
            ignore(message, trace::IgnoredBecause::NoLeader);
            return Error(ErrorCode::Unavailable, "there is no leader to ask for a read index");
        }
        m_tracer.emit(m_term, [&] {
            return trace::ReadEvent{trace::ReadStep::Forwarded, Index(0), message.from};
        });
        message.to = m_lead;
        send(std::move(message));
        return {};
    }
    ReadRequest request{message.from, std::move(message.entries.front().data),
                        message.context.view() == kLeaseReadContext};
    if (m_reads.size() + m_postponedReads.size() >= m_maxPendingReads) {
        m_tracer.emit(m_term, [&] {
            return trace::ReadEvent{trace::ReadStep::Refused, Index(0), request.from};
        });
        return Error(ErrorCode::Busy, "too many reads wait for the leader's confirmation");
    }
    if (!hasCommittedInCurrentTerm()) {
        // Former leaders may have committed more than this one knows to be committed, until an
        // entry of its own term is (§8).
        m_tracer.emit(m_term, [&] {
            return trace::ReadEvent{trace::ReadStep::Postponed, Index(0), request.from};
        });
        m_postponedReads.push_back(std::move(request));
        return {};
    }
    serveRead(request);
    return {};
}

void Raft::serveRead(const ReadRequest& request) {
    const JointConfig& voters = m_tracker.config.voters;
    const bool needsNobody = m_sabotage != nullptr && m_sabotage->readsAlone;
    if ((voters.isSingleton() && voters.contains(m_id)) || (request.acceptsLease && hasLease()) ||
        needsNobody) {
        answerRead(request, m_log.committed());
        return;
    }
    m_tracer.emit(m_term, [&] {
        return trace::ReadEvent{trace::ReadStep::Waiting, m_log.committed(), request.from};
    });
    m_reads.add(request, m_log.committed(), m_id);
    broadcastHeartbeat();
}

/// Whether no other leader can have been elected yet (dissertation §6.4.1): a quorum has heard
/// heartbeats that left so lately that all of its members still refuse their votes.
bool Raft::hasLease() const {
    if (m_readOnlyOption != ReadOnlyOption::LeaseBased || m_leaseGivenUp) {
        return false;
    }
    const std::uint64_t now = m_clock.ticks();
    // Ticks as indexes: the latest one that a quorum has echoed.
    const Index heard = m_tracker.config.voters.committedIndex([&](NodeId id) {
        const Progress* member = m_tracker.progress.find(id);
        return id == m_id ? Index(now) : Index(member != nullptr ? member->echoedTick() : 0);
    });
    if (heard == Index(0)) {
        return false;
    }
    // Two ticks for where within a tick either side stands, and a tenth for clocks that drift.
    const std::uint64_t margin = 2 + (m_clock.electionTimeout() + 9) / 10;
    return Index(now) - std::min(heard, Index(now)) + margin <= m_clock.electionTimeout();
}

void Raft::answerRead(const ReadRequest& request, Index index) {
    m_tracer.emit(m_term, [&] {
        return trace::ReadEvent{trace::ReadStep::Confirmed, index, request.from};
    });
    if (request.from == kNoNode || request.from == m_id) {
        m_outbox.readStates.push_back({index, request.context});
        return;
    }
    Message answer;
    answer.type = MessageType::ReadIndexResp;
    answer.to = request.from;
    answer.index = index;
    answer.entries.resize(1);
    answer.entries.front().data = request.context;
    send(std::move(answer));
}

void Raft::releasePostponedReads() {
    if (m_postponedReads.empty() || !hasCommittedInCurrentTerm()) {
        return;
    }
    for (const ReadRequest& request : std::exchange(m_postponedReads, {})) {
        serveRead(request);
    }
}

void Raft::handleEcho(const Message& message, Progress& from) {
    const auto context = HeartbeatContext::decode(message.context);
    if (!context) {
        return;
    }
    from.echoed(std::min(context->tick, m_clock.ticks()));
    const ReadQueue::Pending* read = m_reads.acknowledge(message.from, context->read);
    if (read == nullptr) {
        return;
    }
    const auto hasEchoed = [read](NodeId id) -> std::optional<bool> {
        return read->acknowledged.contains(id) ? std::optional<bool>(true) : std::nullopt;
    };
    if (m_tracker.config.voters.voteResult(hasEchoed) != VoteResult::Won) {
        return;
    }
    for (const ReadQueue::Pending& confirmed : m_reads.takeUpTo(read->number)) {
        answerRead(confirmed.request, confirmed.index);
    }
}

}  // namespace quorate::raft
