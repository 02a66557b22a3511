// SPDX-License-Identifier: Apache-2.0
#include "network/host/lease_questions.h"

#include <string>
#include <utility>
#include <vector>

namespace quorate::network {

std::uint64_t LeaseQuestions::add(raft::NodeId leader, std::uint64_t deadlineTick, Done done) {
    m_asked.emplace(++m_last, Asked{leader, deadlineTick, std::move(done)});
    return m_last;
}

void LeaseQuestions::answered(raft::NodeId by, std::uint64_t number,
                              Result<Backend::LeaseTimes> times) {
    const auto asked = m_asked.find(number);
    if (asked == m_asked.end() || asked->second.leader != by) {
        return;
    }
    const Done done = std::move(asked->second.done);
    m_asked.erase(asked);
    done(std::move(times));
}

/// All of them are taken out before the first one is told, which may ask again.
template <class IsOver>
void LeaseQuestions::end(const IsOver& isOver, const Error& reason) {
    std::vector<Done> over;
    for (auto asked = m_asked.begin(); asked != m_asked.end();) {
        if (isOver(asked->second)) {
            over.push_back(std::move(asked->second.done));
            asked = m_asked.erase(asked);
        } else {
            ++asked;
        }
    }
    for (const Done& done : over) {
        done(reason);
    }
}

void LeaseQuestions::peerLost(raft::NodeId peer) {
    end([peer](const Asked& asked) { return asked.leader == peer; },
        {ErrorCode::Unavailable, "the leader, node " + toString(peer) + ", cannot be reached"});
}

void LeaseQuestions::endOverdue(raft::NodeId leader, std::uint64_t tick) {
    if (m_asked.empty()) {
        return;
    }
    end([leader](const Asked& asked) { return asked.leader != leader; },
        {ErrorCode::Unavailable, "the leader changed"});
    end([tick](const Asked& asked) { return asked.deadlineTick <= tick; },
        {ErrorCode::Unavailable, "the leader did not answer in time"});
}

void LeaseQuestions::endAll(const Error& reason) {
    end([](const Asked&) { return true; }, reason);
}

}  // namespace quorate::network
