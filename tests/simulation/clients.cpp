// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/clients.h"

#include <string>

namespace quorate::simulation {

using raft::ConfChangeTransition;
using raft::ConfChangeType;

Member* findLeader(const Members& members) {
    Member* leader = nullptr;
    for (const auto& member : members) {
        if (member->isUp() && member->core().softState().role == raft::Role::Leader &&
            (leader == nullptr || member->core().raft().term() > leader->core().raft().term())) {
            leader = member.get();
        }
    }
    return leader;
}

void Clients::act() {
    Member* member = choose();
    if (member == nullptr) {
        return;
    }
    std::uint64_t drawn = m_random.below(1000);
    const auto isDrawn = [&drawn](std::uint64_t perMille) {
        if (drawn < perMille) {
            return true;
        }
        drawn -= perMille;
        return false;
    };
    if (isDrawn(m_plan.confChangesPerMille)) {
        changeConfiguration(*member);
    } else if (isDrawn(m_plan.compactionsPerMille)) {
        member->compact(m_random.below(10));
    } else if (isDrawn(180)) {
        member->readIndex();
    } else if (isDrawn(60)) {
        operate(*member);
    } else {
        propose(*member);
    }
}

void Clients::settle(bool wantsProposal) {
    Member* leader = findLeader(m_members);
    if (leader == nullptr) {
        return;
    }
    const raft::TrackedConfig& config = leader->core().raft().tracker().config;
    if (!config.voters.contains(leader->id())) {
        // Removed, it goes on leading and takes no proposals: it is on whoever runs it to hand
        // over.
        const raft::IdSet voters = config.voters.ids();
        leader->transferLeader(voters.ids()[m_random.below(voters.size())]);
    } else if (config.voters.isJoint() && !config.autoLeave && mayChangeConfiguration(*leader)) {
        leader->proposeConfChange(raft::ConfChangeV2(), false);
    } else if (wantsProposal &&
               leader->core().raft().log().lastIndex() == leader->core().raft().log().committed()) {
        propose(*leader);
    }
}

/// Most often the leader, else any node that is up; null without one.
Member* Clients::choose() {
    Member* leader = findLeader(m_members);
    if (m_random.chance(2, 3) && leader != nullptr) {
        return leader;
    }
    Member* member = m_members[anyNode().value() - 1].get();
    return member->isUp() ? member : nullptr;
}

raft::NodeId Clients::anyNode() {
    return raft::NodeId(1 + m_random.below(m_members.size()));
}

void Clients::propose(Member& member) {
    std::string payload = "p" + std::to_string(++m_proposals);
    payload.append(m_random.chance(1, 10) ? m_random.below(200) : m_random.below(30), 'x');
    member.propose(Bytes::copyOf(payload));
}

/// Where the core does not validate configuration changes it is on those who propose them: one at a
/// time, and only to a leader that has applied all.
bool Clients::mayChangeConfiguration(const Member& member) const {
    const raft::RaftLog& log = member.core().raft().log();
    return !m_plan.core.disableConfChangeValidation ||
           (member.core().softState().role == raft::Role::Leader &&
            log.applied() == log.lastIndex());
}

void Clients::changeConfiguration(Member& member) {
    if (!mayChangeConfiguration(member)) {
        return;
    }
    raft::ConfChangeV2 change;
    if (member.core().raft().tracker().config.voters.isJoint() && m_random.chance(1, 2)) {
        member.proposeConfChange(change, false);
        return;
    }
    constexpr ConfChangeType kTypes[] = {ConfChangeType::AddNode, ConfChangeType::AddNode,
                                         ConfChangeType::RemoveNode, ConfChangeType::AddLearnerNode,
                                         ConfChangeType::UpdateNode};
    const std::uint64_t count = m_random.chance(1, 2) ? 1 : m_random.between(1, 3);
    for (std::uint64_t i = 0; i < count; ++i) {
        raft::ConfChangeSingle single;
        single.type = kTypes[m_random.below(std::size(kTypes))];
        single.nodeId = anyNode();
        change.changes.push_back(single);
    }
    if (m_random.chance(1, 2)) {
        change.transition = m_random.chance(1, 2) ? ConfChangeTransition::JointImplicit
                                                  : ConfChangeTransition::JointExplicit;
    }
    const bool inOldForm = change.transition == ConfChangeTransition::Auto && m_random.chance(1, 2);
    member.proposeConfChange(change, inOldForm);
}

void Clients::operate(Member& member) {
    switch (m_random.below(8)) {
    case 0:
        member.forgetLeader();
        break;
    case 1:
        member.campaign();
        break;
    case 2:
        member.setSnapshotBusy(true);
        break;
    case 3:
        member.setSnapshotBusy(false);
        break;
    default:
        member.transferLeader(anyNode());
        break;
    }
}

}  // namespace quorate::simulation
