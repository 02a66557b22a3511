// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/network.h"

#include <memory>
#include <utility>

namespace quorate::simulation {

using raft::Message;
using raft::NodeId;

Network::Network(const Plan& plan, Schedule& schedule, Coverage& coverage)
    : m_plan(plan),
      m_schedule(schedule),
      m_coverage(coverage),
      m_random(randomFor(plan.seed, Purpose::Network)),
      m_size(plan.universe),
      m_isCut(m_size * m_size, false) {}

void Network::send(Message message, std::uint32_t life) {
    if (isCut(message.from, message.to)) {
        m_coverage.met(Met::MessageCut);
        reportLost(message, life);
        return;
    }
    if (!m_isCalm && m_random.chance(m_plan.lossPerMille, 1000)) {
        m_coverage.met(Met::MessageLost);
        reportLost(message, life);
        return;
    }
    if (!m_isCalm && m_random.chance(m_plan.duplicatesPerMille, 1000)) {
        m_coverage.met(Met::MessageDuplicated);
        deliverLater(message, life);
    }
    deliverLater(std::move(message), life);
}

bool Network::isCut(NodeId from, NodeId to) const {
    return m_isCut[(from.value() - 1) * m_size + to.value() - 1];
}

void Network::reportLost(const Message& message, std::uint32_t life) {
    if (message.type == raft::MessageType::Snap) {
        report(EventKind::ReportSnapshotFailed, message, life);
    } else if (m_random.chance(1, 4)) {
        report(EventKind::ReportUnreachable, message, life);
    }
}

void Network::reportArrived(const Message& message, std::uint32_t life) {
    report(EventKind::ReportSnapshotSent, message, life);
}

void Network::cut(NodeId from, NodeId to) {
    m_isCut[(from.value() - 1) * m_size + to.value() - 1] = true;
}

void Network::mend() {
    m_isCut.assign(m_isCut.size(), false);
}

void Network::calm() {
    mend();
    m_isCalm = true;
}

void Network::deliverLater(Message message, std::uint32_t life) {
    Time delay = m_random.between(1, m_plan.maxDelay);
    if (!m_isCalm && m_random.chance(m_plan.stragglersPerMille, 1000)) {
        m_coverage.met(Met::MessageOvertaken);
        delay += m_random.below(m_plan.maxStragglerDelay);
    }
    Event event;
    event.kind = EventKind::Deliver;
    event.node = message.to;
    event.life = life;
    event.message = std::make_unique<Message>(std::move(message));
    m_schedule.add(delay, std::move(event));
}

void Network::report(EventKind kind, const Message& message, std::uint32_t life) {
    Event event;
    event.kind = kind;
    event.node = message.from;
    event.life = life;
    event.about = message.to;
    m_schedule.add(m_random.between(1, m_plan.maxDelay), std::move(event));
}

}  // namespace quorate::simulation
