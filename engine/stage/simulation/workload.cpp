// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/simulation/workload.h"

#include <utility>

namespace quorate::stage {

Workload::Workload(Stage& stage, const ClientPlan& plan, Random random)
    : m_stage(stage),
      m_plan(plan),
      m_random(random.split(1)),
      m_maker(plan, random.split(2)),
      m_clients(plan.count),
      m_asking(plan.count) {
    for (Client& client : m_clients) {
        client.name = ++m_lastName;
    }
}

void Workload::begin() {
    for (std::size_t i = 0; i < m_clients.size(); ++i) {
        m_stage.alarm(m_plan.think.draw(m_random), [this, i] { ask(i); });
    }
}

void Workload::think() {
    for (const std::size_t client : std::exchange(m_answered, {})) {
        m_stage.alarm(m_plan.think.draw(m_random), [this, client] { ask(client); });
    }
}

/// A client stays with a node that answers.
raft::NodeId Workload::targetOf(Client& client) {
    const auto& nodes = m_stage.nodes();
    if (client.target == raft::kNoNode || m_random.chance(1, 4)) {
        client.target = nodes[m_random.below(nodes.size())]->id();
    }
    return client.target;
}

void Workload::ask(std::size_t client) {
    if (m_isOver) {
        return;
    }
    ClientRequest request = m_maker.next(m_clients[client].memory);
    request.client = m_clients[client].name;
    request.target = targetOf(m_clients[client]);
    m_asking = client;
    m_stage.ask(std::move(request));
    m_asking = m_clients.size();
    // Some get their answers at once.
    proceed();
}

void Workload::invoked(OperationId id, const ClientRequest& /*request*/, Moment /*now*/) {
    if (m_asking < m_clients.size()) {
        m_waiting.emplace_hint(m_waiting.end(), id, std::exchange(m_asking, m_clients.size()));
    }
}

void Workload::answered(OperationId id, const ClientRequest& request, const ClientAnswer& answer,
                        Moment /*now*/) {
    const auto found = m_waiting.extract(id);
    if (found.empty()) {
        return;  // an operator's
    }
    Client& client = m_clients[found.mapped()];
    RequestMaker::learn(client.memory, request, answer);
    if (answer.outcome != Outcome::Done) {
        client.target = raft::kNoNode;
    }
    if (answer.outcome == Outcome::Unknown) {
        client.name = ++m_lastName;
    }
    m_answered.push_back(found.mapped());
}

}  // namespace quorate::stage
