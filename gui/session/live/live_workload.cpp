// SPDX-License-Identifier: Apache-2.0
#include "gui/session/live/live_workload.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace quorate::gui {

namespace {

/// Who was refused or got no answer tries again after so long at least.
constexpr std::uint64_t kRetryNs = 50'000'000;
constexpr std::uint64_t kMillisecond = 1'000'000;

}  // namespace

LiveWorkload::LiveWorkload(LiveClients& clients, std::function<std::vector<raft::NodeId>()> nodes,
                           const Workload& workload, const Random& random,
                           std::uint64_t firstClient)
    : m_clients(clients),
      m_nodes(std::move(nodes)),
      m_maker(workload, random.split(1)),
      m_random(random.split(2)),
      m_firstClient(firstClient),
      m_targets(m_maker.workload().clients) {
    for (std::size_t client = 0; client < m_targets.size(); ++client) {
        askAfter(m_random.below(m_maker.thinkNs() + 1), client);
    }
}

void LiveWorkload::askAfter(std::uint64_t ns, std::size_t client) {
    QTimer::singleShot(static_cast<int>(ns / kMillisecond), Qt::PreciseTimer, this,
                       [this, client] { ask(client); });
}

void LiveWorkload::ask(std::size_t client) {
    const std::vector<raft::NodeId> nodes = m_nodes();
    if (nodes.empty()) {
        askAfter(kRetryNs, client);
        return;
    }
    if (m_targets[client] == raft::kNoNode) {
        m_targets[client] = nodes[static_cast<std::size_t>(m_random.below(nodes.size()))];
    }
    Ask next = m_maker.next();
    next.target = m_targets[client];
    m_clients.ask(m_firstClient + client, next,
                  [alive = QPointer<LiveWorkload>(this), client](
                      observe::OperationId /*operation*/, const stage::ClientAnswer& answer) {
                      if (alive) {
                          alive->answered(client, answer);
                      }
                  });
}

void LiveWorkload::answered(std::size_t client, const stage::ClientAnswer& answer) {
    const std::uint64_t think = m_maker.thinkNs();
    if (answer.outcome == stage::Outcome::Done) {
        askAfter(think, client);
    } else {
        m_targets[client] = raft::kNoNode;
        askAfter(std::max(think, kRetryNs), client);
    }
}

}  // namespace quorate::gui
