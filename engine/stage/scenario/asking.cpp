// SPDX-License-Identifier: Apache-2.0
#include "engine/stage/scenario/asking.h"

#include <utility>

#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/scenario_world.h"

namespace quorate::stage {

Result<Asking> Asking::parse(CaseReader& reader, Scope& scope) {
    Asking asking;
    auto target = nodesKey(reader, scope, "at");
    if (!target) {
        return target.error();
    }
    asking.target = std::move(*target);
    auto timeout = timeKey(reader, "timeout");
    if (!timeout) {
        return timeout.error();
    }
    asking.timeout = timeout->value_or(asking.timeout);
    auto operation = operationKey(reader, scope);
    if (!operation) {
        return operation.error();
    }
    asking.operation = std::move(*operation);
    return asking;
}

Result<void> Asking::ask(ScenarioWorld& world, ClientRequest request) const {
    if (target) {
        auto node = target->resolveOne(world);
        if (!node) {
            return node.error();
        }
        request.target = *node;
    } else if (const StageNode* leader = world.stage.leader()) {
        request.target = leader->id();
    } else {
        return Error(ErrorCode::Unavailable, "nobody leads; at=NODE says who is asked then");
    }
    request.timeout = timeout;
    const OperationId id = world.stage.ask(std::move(request));
    if (!operation.empty()) {
        world.operations[operation] = id;
    }
    return {};
}

}  // namespace quorate::stage
