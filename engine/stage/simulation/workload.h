// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "engine/base/random.h"
#include "engine/stage/client_request.h"
#include "engine/stage/simulation/request_maker.h"
#include "engine/stage/simulation/simulation_plan.h"
#include "engine/stage/stage.h"

namespace quorate::stage {

/// The clients of a Stage: each asks, waits for its answer, thinks, and asks again. One that never
/// learned what became of what it asked goes on under a new name, so that each name stands for a
/// sequence of operations.
///
/// To be added to the Stage's listeners. Both the Stage and the plan outlive the workload, which
/// outlives whatever the Stage still does.
class Workload final : public ClientListener {
public:
    Workload(Stage& stage, const ClientPlan& plan, Random random);

    void begin();
    /// To be called after everything that happens on the Stage: who got an answer thinks.
    void proceed() {
        if (!m_answered.empty()) {
            think();
        }
    }
    /// Nobody asks for anything any more.
    void end() noexcept { m_isOver = true; }

    void invoked(OperationId id, const ClientRequest& request, Moment now) override;
    void answered(OperationId id, const ClientRequest& request, const ClientAnswer& answer,
                  Moment now) override;

private:
    struct Client {
        std::uint64_t name{0};
        ClientMemory memory;
        raft::NodeId target;  ///< that answered last; none after one that did not
    };
    void think();
    void ask(std::size_t client);
    raft::NodeId targetOf(Client& client);

    Stage& m_stage;
    const ClientPlan& m_plan;
    Random m_random;
    RequestMaker m_maker;
    std::vector<Client> m_clients;
    std::uint64_t m_lastName{0};
    /// Who waits for what.
    std::map<OperationId, std::size_t> m_waiting;
    std::size_t m_asking{0};
    std::vector<std::size_t> m_answered;
    bool m_isOver{false};
};

}  // namespace quorate::stage
