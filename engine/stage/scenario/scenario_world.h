// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/raft/types.h"
#include "engine/stage/scenario/message_selector.h"
#include "engine/stage/scenario/scenario_listener.h"
#include "engine/stage/scenario/witness.h"
#include "engine/stage/stage.h"

namespace quorate::stage {

/// What the commands of a scenario act upon, and what they have brought so far.
struct ScenarioWorld {
    ScenarioWorld(Stage& onStage, const Witness& withWitness, ScenarioListener& toListener)
        : stage(onStage), witness(withWitness), listener(toListener), begun(onStage.now()) {}

    Stage& stage;
    const Witness& witness;
    ScenarioListener& listener;
    /// When the first command began.
    Moment begun;

    std::map<std::string, std::vector<raft::NodeId>, std::less<>> names;
    std::map<std::string, std::uint64_t, std::less<>> values;
    std::map<std::string, OperationId, std::less<>> operations;
    std::map<Link, std::vector<LinkRule>> rules;
    /// The Stage's hold rule looks at them, also when the scenario is over.
    std::shared_ptr<std::vector<SelectedMessages>> holds{
        std::make_shared<std::vector<SelectedMessages>>()};

    // --- of the command that runs
    std::string output;
    Moment deadline;
    std::uint64_t stepsLeft{0};
};

/// "node 3": in decimal, as scenarios write it.
std::string textOf(raft::NodeId node);

}  // namespace quorate::stage
