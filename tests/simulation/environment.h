// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/base/random.h"
#include "tests/simulation/checks.h"
#include "tests/simulation/coverage.h"
#include "tests/simulation/coverage_listener.h"
#include "tests/simulation/network.h"
#include "tests/simulation/plan.h"
#include "tests/simulation/schedule.h"
#include "tests/simulation/transcript.h"

namespace quorate::simulation {

/// What a node of the simulated group has around it. Everything outlives the nodes.
struct Environment {
    const Plan& plan;
    Schedule& schedule;
    Network& network;
    Checks& checks;
    Coverage& coverage;
    CoverageListener& listener;
    Transcript& transcript;
    /// How long writes and other work of a node take.
    Random& storageRandom;
    /// What survives a crash.
    Random& crashRandom;
    /// Nothing is slow any more.
    bool isCalm{false};
};

}  // namespace quorate::simulation
