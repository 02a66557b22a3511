// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/faults.h"

#include <utility>
#include <vector>

namespace quorate::simulation {

void Faults::act() {
    Member* leader = findLeader(m_members);
    switch (m_random.below(10)) {
    case 0:
    case 1:
        crash(anyMember());
        break;
    case 2:
        crash(leader != nullptr ? *leader : anyMember());
        break;
    case 3:
        if (m_random.chance(1, 3)) {
            for (const auto& member : m_members) {
                crash(*member);
            }
        } else {
            crashCandidate();
        }
        break;
    case 4:
    case 5:
        split();
        break;
    case 6:
        cutOneWay();
        break;
    default:
        m_environment.transcript << "  mended";
        m_environment.transcript.endLine();
        m_environment.network.mend();
        break;
    }
}

void Faults::crash(Member& member) {
    if (!member.isUp()) {
        return;
    }
    member.crash();
    Event restart;
    restart.kind = EventKind::Restart;
    restart.node = member.id();
    restart.life = member.life();
    m_environment.schedule.add(m_random.between(1, m_environment.plan.maxDowntime),
                               std::move(restart));
}

/// One that campaigns has just written its vote, or not yet.
void Faults::crashCandidate() {
    for (const auto& member : m_members) {
        if (member->isUp() && member->core().softState().role == raft::Role::Candidate) {
            crash(*member);
            return;
        }
    }
}

/// Two parts that do not hear each other.
void Faults::split() {
    m_environment.transcript << "  split";
    std::vector<bool> side;
    for (const auto& member : m_members) {
        side.push_back(m_random.chance(1, 2));
        m_environment.transcript << (side.back() ? " " : " !") << member->id();
    }
    m_environment.transcript.endLine();
    m_environment.network.mend();
    for (std::size_t a = 0; a < side.size(); ++a) {
        for (std::size_t b = 0; b < side.size(); ++b) {
            if (side[a] != side[b]) {
                m_environment.network.cut(m_members[a]->id(), m_members[b]->id());
            }
        }
    }
}

/// One node that is not heard, or does not hear, by some or all others.
void Faults::cutOneWay() {
    const Member& one = anyMember();
    const bool isMute = m_random.chance(1, 2);
    const bool fromAll = m_random.chance(1, 2);
    m_environment.coverage.met(Met::OneWayCut);
    m_environment.transcript << "  " << one.id() << (isMute ? " is not heard" : " does not hear");
    for (const auto& other : m_members) {
        if (other->id() == one.id() || !(fromAll || m_random.chance(1, 2))) {
            continue;
        }
        m_environment.transcript << " " << other->id();
        m_environment.network.cut(isMute ? one.id() : other->id(), isMute ? other->id() : one.id());
    }
    m_environment.transcript.endLine();
}

Member& Faults::anyMember() {
    return *m_members[m_random.below(m_members.size())];
}

}  // namespace quorate::simulation
