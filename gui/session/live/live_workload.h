// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <cstdint>
#include <functional>
#include <vector>

#include "gui/session/live/live_clients.h"
#include "gui/session/workload_maker.h"

namespace quorate::gui {

/// The clients of a workload on real time: each asks, waits for its answer, thinks, and asks again.
/// Who does not hear asks somebody else the next time. It ends with the object.
class LiveWorkload final : public QObject {
    Q_OBJECT

public:
    /// `nodes` gives those that can be asked. Clients are named from `firstClient` on.
    LiveWorkload(LiveClients& clients, std::function<std::vector<raft::NodeId>()> nodes,
                 const Workload& workload, const Random& random, std::uint64_t firstClient);

private:
    void askAfter(std::uint64_t ns, std::size_t client);
    void ask(std::size_t client);
    void answered(std::size_t client, const stage::ClientAnswer& answer);

    LiveClients& m_clients;
    const std::function<std::vector<raft::NodeId>()> m_nodes;
    WorkloadMaker m_maker;
    Random m_random;
    const std::uint64_t m_firstClient;
    /// Whom each client asks: who answered it last, none after a failure.
    std::vector<raft::NodeId> m_targets;
};

}  // namespace quorate::gui
