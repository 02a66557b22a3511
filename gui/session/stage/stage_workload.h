// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "engine/stage/stage.h"
#include "gui/session/workload_maker.h"

namespace quorate::gui {

/// The clients of a workload on a Stage, on its virtual time: each asks, waits for its answer,
/// thinks, and asks again. Who does not hear asks somebody else the next time.
///
/// Belongs to the executor of the Stage and outlives it.
class StageWorkload {
public:
    /// Clients are named from `firstClient` on.
    StageWorkload(stage::Stage& stage, const Workload& workload, Random random,
                  std::uint64_t firstClient);

    [[nodiscard]] const Workload& workload() const noexcept { return m_maker.workload(); }
    void begin();
    void end() noexcept { m_isOver = true; }
    /// Of any operation of the Stage, in the midst of what happens.
    void invoked(stage::OperationId operation, const stage::ClientRequest& request);
    void answered(stage::OperationId operation, const stage::ClientAnswer& answer);
    /// After everything that happened on the Stage: who got an answer thinks.
    void proceed();

private:
    void ask(std::size_t client);

    stage::Stage& m_stage;
    WorkloadMaker m_maker;
    Random m_random;
    std::uint64_t m_firstClient;
    std::map<stage::OperationId, std::size_t> m_waiting;
    std::vector<std::size_t> m_answered;
    /// Whom each client asks: who answered it last, none after a failure.
    std::vector<raft::NodeId> m_targets;
    bool m_isOver{false};
};

}  // namespace quorate::gui
