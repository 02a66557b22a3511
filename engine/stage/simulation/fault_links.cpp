// SPDX-License-Identifier: Apache-2.0
// What happens between nodes.
#include <algorithm>
#include <utility>

#include "engine/stage/simulation/fault_schedule.h"

namespace quorate::stage {

using observe::FaultKind;

/// Two parts of any size, or three, or one node by itself, that do not hear each other.
void FaultSchedule::partition() {
    const std::uint64_t count = m_random.chance(1, 5) ? 3 : 2;
    std::vector<std::vector<raft::NodeId>> groups(count);
    const StageNode* leader = m_stage.leader();
    const bool isolatesLeader = leader != nullptr && m_random.chance(1, 3);
    for (const auto& node : m_stage.nodes()) {
        const std::uint64_t group =
            isolatesLeader ? (node.get() == leader ? 0 : 1) : m_random.below(count);
        groups[group].push_back(node->id());
    }
    if (m_cut != 0) {
        endTrouble(m_cut);
    }
    started(FaultClass::Partition, FaultKind::Partition, groups.front());
    m_cut = m_lastNumber;
    endAfter(m_faults.length.draw(m_random), m_lastNumber);
    m_stage.partition(groups);
}

void FaultSchedule::oneWay() {
    const StageNode* leader = m_stage.leader();
    const raft::NodeId one =
        leader != nullptr && m_random.chance(1, 2) ? leader->id() : anyNode().id();
    const bool isMute = m_random.chance(1, 2);
    const bool fromAll = m_random.chance(1, 2);
    if (m_cut != 0) {
        endTrouble(m_cut);
    }
    started(FaultClass::OneWay, FaultKind::LinkCut, {one});
    m_cut = m_lastNumber;
    endAfter(m_faults.length.draw(m_random), m_lastNumber);
    for (const auto& other : m_stage.nodes()) {
        if (other->id() != one && (fromAll || m_random.chance(1, 2))) {
            m_stage.cut(isMute ? Link{one, other->id()} : Link{other->id(), one});
        }
    }
}

/// One direction between two nodes, or all that lead to one node; of all types of messages, or of
/// one.
void FaultSchedule::badLink(FaultClass fault) {
    static constexpr raft::MessageType kTypes[] = {
        raft::MessageType::App,           raft::MessageType::AppResp,
        raft::MessageType::Vote,          raft::MessageType::VoteResp,
        raft::MessageType::Heartbeat,     raft::MessageType::HeartbeatResp,
        raft::MessageType::Snap,          raft::MessageType::Prop,
        raft::MessageType::ReadIndexResp, raft::MessageType::TimeoutNow};
    LinkRule rule;
    rule.condition = m_plan.links;
    const LinkCondition& bad = m_faults.badLink;
    FaultKind kind = FaultKind::Loss;
    switch (fault) {
    case FaultClass::Loss:
        rule.condition.lossMillionths = bad.lossMillionths;
        break;
    case FaultClass::Duplication:
        rule.condition.duplicateMillionths = bad.duplicateMillionths;
        kind = FaultKind::Duplicate;
        break;
    case FaultClass::Reordering:
        rule.condition.reorderMillionths = bad.reorderMillionths;
        rule.condition.maxDelayNs = std::max(rule.condition.maxDelayNs, 200 * kMillisecond);
        kind = FaultKind::Reorder;
        break;
    default:
        rule.condition.maxDelayNs = bad.maxDelayNs;
        kind = FaultKind::Delay;
        break;
    }
    if (m_random.chance(1, 3)) {
        rule.type = kTypes[m_random.below(std::size(kTypes))];
    }
    const raft::NodeId to = anyNode().id();
    const raft::NodeId from = anyNode().id();
    const bool fromAll = m_random.chance(1, 3);
    started(fault, kind, {to});
    endAfter(m_faults.length.draw(m_random), m_lastNumber);
    for (const auto& other : m_stage.nodes()) {
        if (other->id() != to && (fromAll || other->id() == from)) {
            m_badLinks.push_back({other->id(), to});
            m_stage.setRules(m_badLinks.back(), {rule});
        }
    }
}

}  // namespace quorate::stage
