// SPDX-License-Identifier: Apache-2.0
#include "gui/session/stage/stage_workload.h"

#include <algorithm>
#include <utility>

namespace quorate::gui {

namespace {

/// Who was refused or got no answer tries again after so long at least.
constexpr std::uint64_t kRetryNs = 50'000'000;

}  // namespace

StageWorkload::StageWorkload(stage::Stage& stage, const Workload& workload, Random random,
                             std::uint64_t firstClient)
    : m_stage(stage),
      m_maker(workload, random.split(1)),
      m_random(random.split(2)),
      m_firstClient(firstClient),
      m_targets(m_maker.workload().clients) {}

void StageWorkload::begin() {
    for (std::size_t client = 0; client < m_targets.size(); ++client) {
        m_stage.alarm(m_random.below(m_maker.thinkNs() + 1), [this, client] { ask(client); });
    }
}

void StageWorkload::ask(std::size_t client) {
    if (m_isOver) {
        return;
    }
    const auto& nodes = m_stage.nodes();
    if (m_targets[client] == raft::kNoNode && !nodes.empty()) {
        m_targets[client] = nodes[static_cast<std::size_t>(m_random.below(nodes.size()))]->id();
    }
    Ask next = m_maker.next();
    stage::ClientRequest request;
    request.client = m_firstClient + client;
    request.target = m_targets[client];
    request.timeout = next.timeoutNs;
    std::visit([&request](auto& what) { request.what = std::move(what); }, next.what);
    m_stage.ask(std::move(request));
}

void StageWorkload::invoked(stage::OperationId operation, const stage::ClientRequest& request) {
    if (request.client >= m_firstClient && request.client - m_firstClient < m_targets.size()) {
        m_waiting[operation] = static_cast<std::size_t>(request.client - m_firstClient);
    }
}

void StageWorkload::answered(stage::OperationId operation, const stage::ClientAnswer& answer) {
    const auto found = m_waiting.find(operation);
    if (found == m_waiting.end()) {
        return;
    }
    if (answer.outcome != stage::Outcome::Done) {
        m_targets[found->second] = raft::kNoNode;
    }
    m_answered.push_back(found->second);
    m_waiting.erase(found);
}

void StageWorkload::proceed() {
    for (const std::size_t client : std::exchange(m_answered, {})) {
        const std::uint64_t think = m_maker.thinkNs();
        m_stage.alarm(m_targets[client] == raft::kNoNode ? std::max(think, kRetryNs) : think,
                      [this, client] { ask(client); });
    }
}

}  // namespace quorate::gui
