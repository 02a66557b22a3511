// SPDX-License-Identifier: Apache-2.0
// What clients ask about the time of leases, here or at a member that passes it on.
//
// Whoever leads and has applied all that former leaders left answers from its own clock. It cannot
// have applied less than whoever asks it, nor have been replaced without knowing, so what is passed
// on waits there for a linearizable read first: a lease that was granted is then known.
#include <utility>

#include "network/host/node_host.h"

namespace quorate::network {

namespace {

Result<Backend::LeaseTimes> timesOf(const LeaseAnswer& answer, kv::LeaseId lease) {
    switch (answer.outcome) {
    case LeaseAnswer::Outcome::Found:
        return Backend::LeaseTimes{answer.grantedSeconds, answer.remainingSeconds};
    case LeaseAnswer::Outcome::NotThere:
        return Error(ErrorCode::NotFound, "lease " + std::to_string(lease.value) + " is not there");
    case LeaseAnswer::Outcome::NotNow:
        break;
    }
    return Error(ErrorCode::Unavailable, answer.reason);
}

LeaseAnswer answerOf(std::uint64_t number, const Result<Backend::LeaseTimes>& times) {
    LeaseAnswer answer;
    answer.number = number;
    if (times) {
        answer.grantedSeconds = times->grantedSeconds;
        answer.remainingSeconds = times->remainingSeconds;
    } else if (times.error().code == ErrorCode::NotFound) {
        answer.outcome = LeaseAnswer::Outcome::NotThere;
    } else {
        answer.outcome = LeaseAnswer::Outcome::NotNow;
        answer.reason = times.error().message;
    }
    return answer;
}

}  // namespace

void NodeHost::keepAlive(kv::LeaseId lease, Done<std::int64_t> done) {
    askLease({0, true, lease}, [done = std::move(done)](const Result<LeaseTimes>& times) {
        done(times ? Result<std::int64_t>(times->grantedSeconds)
                   : Result<std::int64_t>(times.error()));
    });
}

void NodeHost::leaseTimes(kv::LeaseId lease, Done<LeaseTimes> done) {
    askLease({0, false, lease}, std::move(done));
}

void NodeHost::askLease(LeaseQuestion question, Done<LeaseTimes> done) {
    const raft::NodeId leader = m_node->core().softState().lead;
    if (m_hasFailed) {
        done(Error(ErrorCode::NodeFailed, m_node->failure()));
    } else if (m_node->isLeading()) {
        answerLease(question, done);
    } else if (leader == raft::kNoNode) {
        done(Error(ErrorCode::Unavailable, "there is no leader who knows the time of leases"));
    } else if (leader == m_config.id) {
        answerLeaseAfterRead(question, std::move(done));
    } else if (m_leaseQuestions.count() >= m_config.node.maxPendingReads) {
        done(Error(ErrorCode::Busy, "too many questions about leases wait"));
    } else {
        const kv::LeaseId lease = question.lease;
        const std::uint64_t deadline = m_tick + m_config.node.readTimeoutTicks;
        question.number = m_leaseQuestions.add(leader, deadline, std::move(done));
        if (!m_transport->ask(leader, question)) {
            m_leaseQuestions.answered(
                leader, question.number,
                Error(ErrorCode::Unavailable,
                      "the leader, node " + toString(leader) + ", who knows the time of lease " +
                          std::to_string(lease.value) + ", cannot be reached"));
        }
    }
}

/// As leader.
void NodeHost::answerLease(const LeaseQuestion& question, const Done<LeaseTimes>& done) {
    if (!question.renews) {
        const auto times = m_leases->timeToLive(question.lease);
        done(times ? Result<LeaseTimes>(LeaseTimes{times->ttlSeconds, times->remainingSeconds})
                   : Result<LeaseTimes>(times.error()));
        return;
    }
    auto kept = m_leases->keepAlive(question.lease);
    if (!kept) {
        done(kept.error());
        return;
    }
    const LeaseTimes full{kept->ttlSeconds, kept->ttlSeconds};
    if (kept->first.empty()) {
        done(full);
        return;
    }
    propose(kept->first.front(), [full, done](const Result<kv::Response>& noted) {
        done(noted ? Result<LeaseTimes>(full) : Result<LeaseTimes>(noted.error()));
    });
}

void NodeHost::answerLeaseAfterRead(const LeaseQuestion& question, Done<LeaseTimes> done) {
    auto answer = [this, question, done = std::move(done)](
                      const Result<std::shared_ptr<const kv::View>>& confirmed) {
        if (!confirmed) {
            done(confirmed.error());
        } else if (!m_node->isLeading()) {
            done(Error(ErrorCode::Unavailable, "the leader changed"));
        } else {
            answerLease(question, done);
        }
    };
    // No operation of a client: observers hear of none.
    onBehalfOf({}, [this, &answer] { read(node::ReadLevel::Linearizable, std::move(answer)); });
}

void NodeHost::leaseAsked(raft::NodeId by, const LeaseQuestion& question) {
    answerLeaseAfterRead(question,
                         [this, by, number = question.number](const Result<LeaseTimes>& times) {
                             if (m_transport) {
                                 m_transport->answer(by, answerOf(number, times));
                             }
                         });
}

void NodeHost::leaseAnswered(raft::NodeId by, const LeaseAnswer& answer) {
    m_leaseQuestions.answered(by, answer.number, timesOf(answer, kv::LeaseId{}));
}

}  // namespace quorate::network
