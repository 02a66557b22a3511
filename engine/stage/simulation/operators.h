// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "engine/base/random.h"
#include "engine/raft/conf_change.h"
#include "engine/raft/conf_state.h"
#include "engine/stage/client_request.h"
#include "engine/stage/simulation/simulation_plan.h"
#include "engine/stage/stage.h"

namespace quorate::stage {

/// The operators of a Stage: they hand over leadership, and let members come, go and change their
/// roles, one thing at a time.
///
/// A member that was removed is not switched off before all others know of it: until then they may
/// need its vote.
///
/// To be added to the Stage's listeners. Both the Stage and the plan outlive the operators, who
/// outlive whatever the Stage still does.
class Operators final : public ClientListener {
public:
    Operators(Stage& stage, const OperatorPlan& plan, Random random)
        : m_stage(stage), m_plan(plan), m_random(random) {}

    void begin();
    /// From now on they only do what brings the cluster to rest: they leave a joint configuration
    /// that nobody else leaves, and switch off those who are no members.
    void settle();

    void invoked(OperationId id, const ClientRequest& request, Moment now) override;
    void answered(OperationId id, const ClientRequest& request, const ClientAnswer& answer,
                  Moment now) override;

private:
    void again();
    void act();
    void tidy();
    void changeMembers(StageNode& leader);
    void transfer();
    [[nodiscard]] std::optional<raft::ConfChangeV2> drawChange(const raft::ConfState& members);
    /// Somebody who is no member: one that was, or a new node. None if there may be no more.
    raft::NodeId outsider(const raft::ConfState& members);
    /// Where a change is asked for: any node passes it on to the leader.
    raft::NodeId entrance(const StageNode& leader);
    void ask(const StageNode& leader, raft::ConfChangeV2 change);
    [[nodiscard]] bool allKnow(const raft::ConfState& members) const;

    Stage& m_stage;
    const OperatorPlan& m_plan;
    Random m_random;
    OperationId m_open;
    bool m_isAsking{false};
    bool m_isSettling{false};
};

/// All of a configuration, in whatever role.
bool isMember(const raft::ConfState& members, raft::NodeId node);

}  // namespace quorate::stage
