// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/simulation/operators.h"

#include <algorithm>
#include <utility>

#include "engine/observe/node_state.h"

namespace quorate::stage {

namespace {

constexpr Nanoseconds kPatience = 5 * kSecond;
constexpr Nanoseconds kSettlingInterval = 200 * kMillisecond;

bool contains(const std::vector<raft::NodeId>& nodes, raft::NodeId node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

}  // namespace

bool isMember(const raft::ConfState& members, raft::NodeId node) {
    return contains(members.voters, node) || contains(members.votersOutgoing, node) ||
           contains(members.learners, node) || contains(members.learnersNext, node);
}

void Operators::begin() {
    if (m_plan.changesMembers || m_plan.transfersLeaders) {
        again();
    }
}

void Operators::settle() {
    m_isSettling = true;
    again();
}

void Operators::again() {
    m_stage.alarm(m_isSettling ? kSettlingInterval : m_plan.interval.draw(m_random), [this] {
        if (m_isSettling) {
            tidy();
        } else {
            act();
        }
        again();
    });
}

void Operators::act() {
    if (m_plan.transfersLeaders && (!m_plan.changesMembers || m_random.chance(1, 3))) {
        transfer();
        return;
    }
    StageNode* leader = m_stage.leader();
    if (leader != nullptr && leader->condition() == NodeLife::Up && m_open == OperationId()) {
        changeMembers(*leader);
    }
}

void Operators::transfer() {
    const auto& nodes = m_stage.nodes();
    const raft::NodeId to = nodes[m_random.below(nodes.size())]->id();
    // To a learner, to somebody who is down, to itself: the leader knows what to say.
    static_cast<void>(m_stage.transferLeader(to));
}

void Operators::changeMembers(StageNode& leader) {
    const raft::ConfState members = leader.state().membership().confState;
    if (members.isJoint()) {
        ask(leader, {});
        return;
    }
    if (!members.learners.empty() && m_random.chance(1, 2)) {
        ClientRequest request;
        request.target = entrance(leader);
        request.what = Promotion{members.learners[m_random.below(members.learners.size())]};
        request.timeout = kPatience;
        m_isAsking = true;
        m_stage.ask(std::move(request));
        m_isAsking = false;
        return;
    }
    if (auto change = drawChange(members)) {
        ask(leader, std::move(*change));
    }
}

std::optional<raft::ConfChangeV2> Operators::drawChange(const raft::ConfState& members) {
    using raft::ConfChangeType;
    raft::ConfChangeV2 change;
    const auto anyVoter = [&] { return members.voters[m_random.below(members.voters.size())]; };
    const raft::NodeId newcomer = m_random.chance(2, 3) ? outsider(members) : raft::kNoNode;
    const bool mayLose = members.voters.size() > 1;
    switch (m_random.below(5)) {
    case 0:
        if (newcomer != raft::kNoNode) {
            change.changes.push_back({ConfChangeType::AddNode, newcomer});
        }
        break;
    case 1:
        if (newcomer != raft::kNoNode) {
            change.changes.push_back({ConfChangeType::AddLearnerNode, newcomer});
        }
        break;
    case 2:
        if (mayLose) {
            change.changes.push_back({ConfChangeType::RemoveNode, anyVoter()});
        } else if (!members.learners.empty()) {
            change.changes.push_back({ConfChangeType::RemoveNode, members.learners.front()});
        }
        break;
    case 3:
        if (mayLose) {
            change.changes.push_back({ConfChangeType::AddLearnerNode, anyVoter()});
        }
        break;
    default:
        // One comes, one goes, through a joint configuration.
        if (newcomer != raft::kNoNode) {
            change.changes.push_back({ConfChangeType::AddNode, newcomer});
            change.changes.push_back({m_random.chance(1, 3) ? ConfChangeType::AddLearnerNode
                                                            : ConfChangeType::RemoveNode,
                                      anyVoter()});
        }
        break;
    }
    if (change.changes.empty()) {
        return std::nullopt;
    }
    if (m_random.chance(1, 4)) {
        change.transition = m_random.chance(1, 2) ? raft::ConfChangeTransition::JointImplicit
                                                  : raft::ConfChangeTransition::JointExplicit;
    }
    return change;
}

raft::NodeId Operators::outsider(const raft::ConfState& members) {
    const auto& nodes = m_stage.nodes();
    for (const auto& node : nodes) {
        if (!isMember(members, node->id())) {
            if (node->isRunning()) {
                static_cast<void>(m_stage.connect(node->id()));
            } else {
                static_cast<void>(m_stage.start(node->id()));
            }
            return node->id();
        }
    }
    if (nodes.size() >= m_plan.maxNodes) {
        return raft::kNoNode;
    }
    const raft::NodeId newcomer(nodes.back()->id().value() + 1);
    return m_stage.join(newcomer) ? newcomer : raft::kNoNode;
}

raft::NodeId Operators::entrance(const StageNode& leader) {
    const auto& nodes = m_stage.nodes();
    const StageNode& any = *nodes[m_random.below(nodes.size())];
    return any.condition() == NodeLife::Up && m_random.chance(1, 2) ? any.id() : leader.id();
}

void Operators::ask(const StageNode& leader, raft::ConfChangeV2 change) {
    ClientRequest request;
    request.target = entrance(leader);
    request.what = MembershipChange{std::move(change)};
    request.timeout = kPatience;
    m_isAsking = true;
    m_stage.ask(std::move(request));
    m_isAsking = false;
}

bool Operators::allKnow(const raft::ConfState& members) const {
    return std::all_of(m_stage.nodes().begin(), m_stage.nodes().end(), [&](const auto& node) {
        return !isMember(members, node->id()) ||
               (node->isRunning() && node->state().membership().confState == members);
    });
}

void Operators::tidy() {
    StageNode* leader = m_stage.leader();
    if (leader == nullptr || leader->state().membership().confState.isEmpty()) {
        return;
    }
    const raft::ConfState members = leader->state().membership().confState;
    if (members.isJoint() && !members.autoLeave && m_open == OperationId()) {
        ask(*leader, {});
    }
    const bool knowAll = allKnow(members);
    for (const auto& node : m_stage.nodes()) {
        if (isMember(members, node->id()) && node->condition() == NodeLife::Down) {
            static_cast<void>(m_stage.start(node->id()));  // it was added when it was switched off
        } else if (knowAll && !isMember(members, node->id()) && node->isRunning()) {
            static_cast<void>(m_stage.stop(node->id()));
        }
    }
}

void Operators::invoked(OperationId id, const ClientRequest& /*request*/, Moment /*now*/) {
    if (std::exchange(m_isAsking, false)) {
        m_open = id;
    }
}

void Operators::answered(OperationId id, const ClientRequest& /*request*/,
                         const ClientAnswer& /*answer*/, Moment /*now*/) {
    if (id == m_open) {
        m_open = OperationId();
    }
}

}  // namespace quorate::stage
